import type { PeriodKind } from '#core/kernel';
import {
  CellDeltas,
  contributions,
  windowDays,
  type Contribution,
  type CountedRecord,
  type Merge,
} from '../index.js';
import type { Change } from './random-records.js';
import { statistics, type TriedTerm } from './tried-terms.js';
import { PLAN_START, tableOf, type Table } from './written-definition.js';

/** What a node keeps: its records, and cells that are changed with them and never rebuilt. */
export class CellStore {
  readonly records = new Map<number, CountedRecord>();
  private readonly cells = new Map<string, Contribution>();

  apply(transaction: readonly Change[]): void {
    const deltas = new CellDeltas();
    for (const { id, version } of transaction) {
      const before = this.records.get(id);
      if (before) for (const part of contributions(statistics, 'community', before)) deltas.subtract(part);
      if (version) for (const part of contributions(statistics, 'community', version)) deltas.add(part);
      if (version) this.records.set(id, version);
      else this.records.delete(id);
    }
    for (const delta of deltas.entries()) {
      const key = [delta.term, delta.unit, delta.bucket, delta.dims, delta.item].join(' ');
      const known = this.cells.get(key);
      const [value, records] = [(known?.value ?? 0n) + delta.value, (known?.records ?? 0) + delta.records];
      this.cells.set(key, { ...delta, value, records });
    }
  }

  read({ compiled }: TriedTerm, at: string, period: PeriodKind): Table {
    const { from, to } = windowDays(compiled, { at, period, planStart: PLAN_START });
    const cells = [...this.cells.values()].filter(
      ({ term, bucket }) => term === compiled.term.key && bucket <= to && (from === null || bucket >= from),
    );
    return tableOf(MERGES[compiled.term.merge](cells));
  }

  get isZero(): boolean {
    return [...this.cells.values()].every(({ value, records }) => value === 0n && records === 0);
  }
}

type Merging = (cells: readonly Contribution[]) => ReadonlyMap<string, bigint>;

function addUp<K>(pairs: Iterable<readonly [K, bigint]>): Map<K, bigint> {
  const sums = new Map<K, bigint>();
  for (const [key, value] of pairs) sums.set(key, (sums.get(key) ?? 0n) + value);
  return sums;
}

const placeOf = ({ unit, dims }: Contribution): string => `${unit} ${dims}`;

/** How cells make numbers, by unit and dims. */
const MERGES: Readonly<Record<Merge, Merging>> = {
  sum: (cells) => addUp(cells.map((cell) => [placeOf(cell), cell.value])),
  distinct: (cells) => {
    const items = addUp(
      cells.map((cell) => [JSON.stringify([placeOf(cell), cell.item]), BigInt(cell.records)]),
    );
    const present = [...items].filter(([, records]) => records > 0n);
    return addUp(present.map(([key]) => [(JSON.parse(key) as string[])[0] ?? '', 1n]));
  },
  newest: (cells) => {
    const aboutOf = ({ unit, item }: Contribution): string => JSON.stringify([unit, item]);
    const said = cells.filter(({ records }) => records > 0);
    const newest = new Map<string, string>();
    for (const cell of said) {
      if (cell.bucket > (newest.get(aboutOf(cell)) ?? '')) newest.set(aboutOf(cell), cell.bucket);
    }
    const last = said.filter((cell) => newest.get(aboutOf(cell)) === cell.bucket);
    return addUp(last.map((cell) => [placeOf(cell), cell.value]));
  },
};
