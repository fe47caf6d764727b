import type { Sql } from '../database.js';
import type { CellRow } from './cell.store.js';
import { column, columnText } from './column-text.js';
import { findRecords, type RecordWithEntry } from './record.store.js';

/**
 * For the rest of a transaction that is rolled back: whoever reads cells in it finds these in the place of those of the given
 * terms, and further ones beside the rest. Temporary relations stand before all others in the search path; nothing that
 * others use is written or locked.
 */
export async function standInCells(
  tx: Sql,
  terms: readonly string[],
  cells: readonly CellRow[],
): Promise<void> {
  await tx.query('CREATE TEMPORARY TABLE trial_term (term text COLLATE "C" PRIMARY KEY)');
  if (terms.length > 0)
    await tx.query(`INSERT INTO trial_term SELECT * FROM unnest(${column(1, 'text')})`, [columnText(terms)]);
  await tx.query('CREATE TEMPORARY TABLE trial_cell (LIKE public.cell)');
  if (cells.length > 0) await putTrialCells(tx, cells);
  await tx.query('CREATE INDEX ON trial_cell (term, unit)');
  await tx.query('ANALYZE trial_cell');
  await tx.query(
    `CREATE TEMPORARY VIEW cell AS
     SELECT c.term, c.unit, c.bucket, c.dims, c.item, c.value, c.records FROM public.cell c
       WHERE NOT EXISTS (SELECT 1 FROM trial_term t WHERE t.term = c.term)
     UNION ALL SELECT term, unit, bucket, dims, item, value, records FROM trial_cell`,
  );
}

async function putTrialCells(tx: Sql, cells: readonly CellRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO trial_cell (term, unit, bucket, dims, item, value, records)
     SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'date')}, ${column(4, 'text')},
       ${column(5, 'text')}, ${column(6, 'numeric')}, ${column(7, 'bigint')})`,
    [
      columnText(cells.map((cell) => cell.term)),
      columnText(cells.map((cell) => cell.unit)),
      columnText(cells.map((cell) => cell.bucket)),
      columnText(cells.map((cell) => cell.dims)),
      columnText(cells.map((cell) => cell.item)),
      columnText(cells.map((cell) => cell.value)),
      columnText(cells.map((cell) => cell.records)),
    ],
  );
}

/** A batch of records of one type that count, in the order (unit, newest first). */
export async function countedOfType(
  sql: Sql,
  type: string,
  after: Pick<RecordWithEntry, 'unit' | 'record'> | undefined,
  limit: number,
): Promise<RecordWithEntry[]> {
  const ids: { record: string }[] = await sql.query(
    `SELECT record FROM record WHERE type = $1 AND status = 'counted'
       AND ($2::text IS NULL OR unit >= $2 AND (unit > $2 OR record < $3))
     ORDER BY unit, record DESC LIMIT $4`,
    [type, after?.unit ?? null, after?.record ?? null, limit],
  );
  return rowsOf(sql, ids);
}

/** A batch of records that are held back, in id order. */
export async function heldAfter(
  sql: Sql,
  after: string | undefined,
  limit: number,
): Promise<RecordWithEntry[]> {
  const ids: { record: string }[] = await sql.query(
    `SELECT record FROM record WHERE status IN ('quarantined', 'deferred') AND ($1::uuid IS NULL OR record > $1)
     ORDER BY record LIMIT $2`,
    [after ?? null, limit],
  );
  return rowsOf(sql, ids);
}

async function rowsOf(sql: Sql, ids: readonly { readonly record: string }[]): Promise<RecordWithEntry[]> {
  if (ids.length === 0) return [];
  const place = new Map(ids.map(({ record }, index) => [record, index]));
  const rows = await findRecords(sql, [...place.keys()]);
  return rows.sort((a, b) => (place.get(a.record) ?? 0) - (place.get(b.record) ?? 0));
}
