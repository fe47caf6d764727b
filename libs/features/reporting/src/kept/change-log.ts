import type { CellChanges } from '#platform/storage';

/** Looks that found changes; what was read before the oldest of them is read anew. */
const LOOKS_KEPT_MAX = 1_000;

/** Which units' cells have changed from one look to another. */
export class ChangeLog {
  private readonly looks: CellChanges[] = [];
  private dropped = 0;

  /** How many looks have found something: the number of the present state. */
  get generation(): number {
    return this.dropped + this.looks.length;
  }

  /** Begins the next generation. */
  append(changes: CellChanges): void {
    this.looks.push(changes);
    if (this.looks.length <= LOOKS_KEPT_MAX) return;
    this.looks.shift();
    this.dropped += 1;
  }

  /** Units of a term that have changed behind one generation, up to another; undefined where that is not known. */
  between(term: string, after: number, upTo: number): ReadonlySet<string> | undefined {
    if (after < this.dropped || after > upTo) return undefined;
    const units = new Set<string>();
    for (const changes of this.looks.slice(after - this.dropped, upTo - this.dropped)) {
      if (changes.everything) return undefined;
      for (const unit of changes.units.get(term) ?? []) units.add(unit);
    }
    return units;
  }
}
