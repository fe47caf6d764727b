/** Lets those who need the same units wait for each other. Each asks for all that it needs at once. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  async taking<T>(units: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = units.flatMap((unit) => this.last.get(unit) ?? []);
    const running = Promise.all(before).then(work);
    const done = running.then(
      () => undefined,
      () => undefined,
    );
    for (const unit of units) this.last.set(unit, done);
    return running;
  }
}
