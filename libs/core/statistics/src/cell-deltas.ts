import type { Contribution } from './term.js';

/** Below every character of a key's parts, so that keys sort as their parts do, one after the other. */
const SEPARATOR = '\u0000';

function cellKey({ term, unit, bucket, dims, item }: Contribution): string {
  return [term, unit, bucket, dims, item].join(SEPARATOR);
}

/**
 * What a set of changes does to the cells: the new version's contributions are added, the old version's taken away.
 * One transaction collects all its changes here and then touches each cell once.
 */
export class CellDeltas {
  private readonly deltas = new Map<string, Contribution>();

  add(contribution: Contribution): void {
    this.apply(contribution, contribution.value, contribution.records);
  }

  subtract(contribution: Contribution): void {
    this.apply(contribution, -contribution.value, -contribution.records);
  }

  /** Cells that were touched, also those that do not change in the end. */
  get size(): number {
    return this.deltas.size;
  }

  /**
   * The cells that change, by term, unit, bucket, dims and item. The order is the same in every transaction, so that two
   * of them lock shared cells in one order and neither waits for the other in a circle.
   */
  entries(): Contribution[] {
    return [...this.deltas]
      .filter(([, delta]) => delta.value !== 0n || delta.records !== 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, delta]) => delta);
  }

  private apply(cell: Contribution, change: bigint, records: number): void {
    const key = cellKey(cell);
    const known = this.deltas.get(key);
    this.deltas.set(key, {
      ...cell,
      value: (known?.value ?? 0n) + change,
      records: (known?.records ?? 0) + records,
    });
  }
}
