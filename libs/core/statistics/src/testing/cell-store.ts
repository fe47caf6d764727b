import type { PeriodKind } from '#core/kernel';
import { CellDeltas, contributions, windowDays, type Contribution, type CountedRecord } from '../index.js';
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
      const key = [delta.term, delta.unit, delta.bucket, delta.dims].join(' ');
      this.cells.set(key, { ...delta, value: (this.cells.get(key)?.value ?? 0n) + delta.value });
    }
  }

  read({ compiled }: TriedTerm, at: string, period: PeriodKind): Table {
    const { from, to } = windowDays(compiled, { at, period, planStart: PLAN_START });
    const table = new Map<string, bigint>();
    for (const { term, unit, bucket, dims, value } of this.cells.values()) {
      if (term !== compiled.term.key || bucket > to || (from !== null && bucket < from)) continue;
      table.set(`${unit} ${dims}`, (table.get(`${unit} ${dims}`) ?? 0n) + value);
    }
    return tableOf(table);
  }

  get isZero(): boolean {
    return [...this.cells.values()].every(({ value }) => value === 0n);
  }
}
