import type { CellSum } from '#platform/storage';

/** Sorts behind every digit, so that `prefix + BEHIND_DIGITS` ends the range of a prefix. */
const BEHIND_DIGITS = ':';

/** The merged cells of one term in a span of days, of each unit by itself, in the order of their codes. Never changes. */
export class UnitColumn {
  private readonly units: readonly string[];
  private readonly values: readonly bigint[];
  private readonly records: readonly number[];

  /** From sums that are told apart by whole unit codes, in their order. */
  constructor(sums: readonly Omit<CellSum, 'dims'>[]) {
    this.units = sums.map(({ group }) => group ?? '');
    this.values = sums.map(({ value }) => value);
    this.records = sums.map(({ records }) => records);
  }

  get size(): number {
    return this.units.length;
  }

  /** The same column with other sums in the place of what some units had. */
  replacing(units: ReadonlySet<string>, sums: readonly CellSum[]): UnitColumn {
    const kept = this.units.flatMap((group, at) => (units.has(group) ? [] : this.sumAt(group, at)));
    const merged = [...kept, ...sums];
    return new UnitColumn(merged.sort((one, other) => ((one.group ?? '') < (other.group ?? '') ? -1 : 1)));
  }

  /** The sums of the units of a subtree, put together by the first digits of their codes. */
  groups(prefix: string, width: number, counts: (unit: string) => boolean): Omit<CellSum, 'dims'>[] {
    const groups: { group: string; value: bigint; records: number }[] = [];
    const end = this.firstAtOrAfter(prefix + BEHIND_DIGITS);
    for (let at = this.firstAtOrAfter(prefix); at < end; at++) {
      const unit = this.units[at] ?? '';
      if (!counts(unit)) continue;
      const { group, value, records } = this.sumAt(unit.slice(0, width), at);
      const last = groups.at(-1);
      if (last?.group !== group) groups.push({ group, value, records });
      else {
        last.value += value;
        last.records += records;
      }
    }
    return groups;
  }

  private sumAt(group: string, at: number): { group: string; value: bigint; records: number } {
    return { group, value: this.values[at] ?? 0n, records: this.records[at] ?? 0 };
  }

  private firstAtOrAfter(text: string): number {
    let low = 0;
    let high = this.units.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.units[middle] ?? '') < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
