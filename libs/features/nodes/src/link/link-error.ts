/** Why a frame was not answered, with what the sender needs to go on. */
export class LinkError extends Error {
  constructor(
    readonly code: string,
    /** The parent asked for this much patience. */
    readonly retryAfterMs?: number,
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'LinkError';
  }
}

/** Nobody answered: the line or the parent is away. Whoever hears of the parent next may try again at once. */
export class ParentSilent extends LinkError {
  override readonly name = 'ParentSilent';
}
