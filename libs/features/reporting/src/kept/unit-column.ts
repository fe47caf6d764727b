import { codeRange } from '#core/kernel';
import type { CellSum } from '#platform/storage';

type Sum = Omit<CellSum, 'dims'>;

/** The merged cells of one term in a span of days, of each unit by itself, in the order of their codes. Never changes. */
export class UnitColumn {
  private readonly units: readonly string[];
  private readonly values: readonly bigint[];
  private readonly records: readonly number[];

  /** From sums that are told apart by whole unit codes, in their order. */
  constructor(sums: readonly Sum[]) {
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
    return new UnitColumn([...kept, ...sums].sort(byGroup));
  }

  /** The same column with sums of further cells added, or taken away. */
  adding(sums: readonly Sum[], sign: 1n | -1n): UnitColumn {
    if (sums.length === 0) return this;
    const added = new Map<string, Sum>(this.units.map((group, at) => [group, this.sumAt(group, at)]));
    for (const { group, value, records } of sums) {
      const held = added.get(group ?? '');
      added.set(group ?? '', {
        group,
        value: (held?.value ?? 0n) + sign * value,
        records: (held?.records ?? 0) + Number(sign) * records,
      });
    }
    return new UnitColumn([...added.values()].sort(byGroup));
  }

  /** The sums of the units of a subtree, put together by the first digits of their codes. */
  groups(prefix: string, width: number, counts: (unit: string) => boolean): Sum[] {
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

function byGroup(one: Sum, other: Sum): number {
  return (one.group ?? '') < (other.group ?? '') ? -1 : 1;
}
