import { CellDeltas } from '#core/statistics';
import { cellsAfter, recordsAfter, type CellRow, type RecordWithEntry, type Sql } from '#platform/storage';
import type { AssessmentContext } from '../assessment.js';
import { contributionsOf, type CountingContext } from '../contributions-of.js';
import { storedWithDerived } from '../derived/derived-fields.js';
import type { Counting } from './counting.js';

/** Records and cells read at once: bounds the memory of a comparison beside the cells themselves. */
const BATCH_SIZE = 2_000;

/** Differences that are named; the rest is only counted. */
const NAMED_DIFFERENCES_MAX = 20;

export interface CellDifference {
  readonly term: string;
  readonly unit: string;
  readonly bucket: string;
  readonly dims: string;
  readonly item: string;
  readonly running: string;
  readonly recounted: string;
}

export interface CellComparison {
  readonly cells: number;
  readonly differences: number;
  readonly examples: readonly CellDifference[];
  /** The terms in which anything differs. */
  readonly terms: ReadonlySet<string>;
}

/** Counts stored records in memory: all, or those of one unit. */
export async function countRecordsAnew(
  tx: Sql,
  context: AssessmentContext,
  counted: CountingContext,
  unit?: string,
): Promise<{ readonly deltas: CellDeltas; readonly records: number }> {
  const deltas = new CellDeltas();
  let records = 0;
  for await (const batch of allRecords(tx, unit)) {
    records += batch.length;
    for (const assessment of await storedWithDerived(tx, batch, context))
      for (const item of contributionsOf(assessment, counted)) deltas.add(item);
  }
  return { deltas, records };
}

export async function addAll(
  tx: Sql,
  deltas: CellDeltas,
  add: (tx: Sql, cells: CellRow[]) => Promise<void>,
): Promise<void> {
  const rows = deltas.entries();
  for (let start = 0; start < rows.length; start += BATCH_SIZE)
    await add(tx, rows.slice(start, start + BATCH_SIZE));
}

async function* allRecords(tx: Sql, unit?: string): AsyncGenerator<RecordWithEntry[]> {
  for (let after: string | undefined; ;) {
    const batch = await recordsAfter(tx, after, BATCH_SIZE, unit);
    if (batch.length === 0) return;
    yield batch;
    after = batch.at(-1)?.record;
  }
}

const keyOf = ({ term, unit, bucket, dims, item }: CellRow): string =>
  [term, unit, bucket, dims, item].join('\n');

/** Value and number of records, as one text to compare and to show. */
const stateOf = (cell: Pick<CellRow, 'value' | 'records'> | undefined): string =>
  cell === undefined || (cell.value === 0n && cell.records === 0) ? '0' : `${cell.value} of ${cell.records}`;

/** Compares what was counted in memory with the running cells, but for those that are being removed. */
export async function compareCells(
  tx: Sql,
  deltas: CellDeltas,
  counting: Counting,
  unit?: string,
): Promise<CellComparison> {
  const expected = new Map<string, CellRow>(deltas.entries().map((cell) => [keyOf(cell), cell]));
  const examples: CellDifference[] = [];
  const terms = new Set<string>();
  let differences = 0;
  let cells = 0;
  const differ = (cell: CellRow, running: string, recounted: string): void => {
    differences += 1;
    terms.add(cell.term);
    if (examples.length >= NAMED_DIFFERENCES_MAX) return;
    const { term, unit, bucket, dims, item } = cell;
    examples.push({ term, unit, bucket, dims, item, running, recounted });
  };
  for (let after: CellRow | undefined; ;) {
    const page = await cellsAfter(tx, after, BATCH_SIZE, unit);
    if (page.length === 0) break;
    for (const cell of page) {
      if (counting.isStale(cell.term)) continue;
      cells += 1;
      const [running, recounted] = [stateOf(cell), stateOf(expected.get(keyOf(cell)))];
      expected.delete(keyOf(cell));
      if (recounted !== running) differ(cell, running, recounted);
    }
    after = page.at(-1);
  }
  for (const cell of expected.values()) differ(cell, stateOf(undefined), stateOf(cell));
  return { cells, differences, examples, terms };
}
