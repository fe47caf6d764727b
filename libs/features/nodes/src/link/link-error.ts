/** As the node itself says it, and as whatever stands between the two would. */
const UNKNOWN_ROUTE: ReadonlySet<string> = new Set(['not_found', 'http_404']);

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

  /** A parent of the version before has no such address: there is nothing to be had from it. */
  get isUnknownRoute(): boolean {
    return UNKNOWN_ROUTE.has(this.code);
  }
}

/** Nobody answered: the line or the parent is away. Whoever hears of the parent next may try again at once. */
export class ParentSilent extends LinkError {
  override readonly name = 'ParentSilent';
}
