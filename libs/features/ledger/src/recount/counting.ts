import type { TermState } from '#platform/storage';

/** Which cells hold which records, at one moment. */
export class Counting {
  constructor(
    private readonly terms: ReadonlyMap<string, TermState>,
    /** Terms that are being counted hold the records up to this id, in the order of ids. */
    private readonly position: string | null,
    private readonly progress: { readonly records: number; readonly total: number },
  ) {}

  /** True where a change of the record changes the term's cells. */
  counts(term: string, record: string): boolean {
    const state = this.terms.get(term);
    if (state === 'counted') return true;
    return state === 'counting' && this.position !== null && record <= this.position;
  }

  /** True where the term's cells hold every record. */
  isComplete(term: string): boolean {
    return this.terms.get(term) === 'counted';
  }

  /** True where the term's cells mean something: they hold all records, or all up to the position. */
  holds(term: string): boolean {
    return (this.terms.get(term) ?? 'stale') !== 'stale';
  }

  /** True for cells that are known to be none any more. */
  isStale(term: string): boolean {
    return this.terms.get(term) === 'stale';
  }

  /** Whole per cent, below 100 as long as anything is missing. */
  get percent(): number {
    return percentOf(this.progress);
  }
}

export function percentOf({ records, total }: { readonly records: number; readonly total: number }): number {
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * records) / total));
}

/** For whoever counts in memory. */
export const ALL_COUNTED: Pick<Counting, 'counts'> = { counts: () => true };
