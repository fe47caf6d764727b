import { codeRange } from '#core/kernel';
import type { CellSum } from '#platform/storage';

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
    const [first, end] = codeRange(this.size, (index) => this.units[index] ?? '', prefix);
    for (let at = first; at < end; at++) {
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
}
