import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

export interface CellRow {
  readonly term: string;
  readonly unit: string;
  readonly bucket: Day;
  readonly dims: string;
  /** What cells are told apart by beside the rest; `-` where the values are added. */
  readonly item: string;
  readonly value: bigint;
  /** Records that count here, less those that cease to. */
  readonly records: number;
}

/** Adds deltas to cells. The rows come sorted by key, so that concurrent transactions lock in one order. */
export async function addToCells(sql: Sql, deltas: readonly CellRow[]): Promise<void> {
  await sql.query(
    `INSERT INTO cell (term, unit, bucket, dims, item, value, records)
     SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'date')}, ${column(4, 'text')},
       ${column(5, 'text')}, ${column(6, 'numeric')}, ${column(7, 'bigint')})
     ON CONFLICT (term, unit, bucket, dims, item) DO UPDATE
       SET value = cell.value + excluded.value, records = cell.records + excluded.records`,
    [
      columnText(deltas.map((delta) => delta.term)),
      columnText(deltas.map((delta) => delta.unit)),
      columnText(deltas.map((delta) => delta.bucket)),
      columnText(deltas.map((delta) => delta.dims)),
      columnText(deltas.map((delta) => delta.item)),
      columnText(deltas.map((delta) => delta.value)),
      columnText(deltas.map((delta) => delta.records)),
    ],
  );
}

/** A page of cells that are not zero, in key order, for a recount: of all units, or of one. */
export async function cellsAfter(
  sql: Sql,
  after: CellRow | undefined,
  limit: number,
  unit?: string,
): Promise<CellRow[]> {
  const rows: (Omit<CellRow, 'value' | 'records'> & { value: string; records: string })[] = await sql.query(
    `SELECT term, unit, bucket::text AS bucket, dims, item, value::text AS value, records::text AS records FROM cell
     WHERE ($1::text IS NULL OR (term, unit, bucket, dims, item) > ($1, $2, $3::date, $4, $5))
       AND (value <> 0 OR records <> 0) AND ($7::text IS NULL OR unit = $7)
     ORDER BY term, unit, bucket, dims, item LIMIT $6`,
    [
      after?.term ?? null,
      after?.unit ?? null,
      after?.bucket ?? null,
      after?.dims ?? null,
      after?.item ?? null,
      limit,
      unit ?? null,
    ],
  );
  return rows.map((row) => ({ ...row, value: BigInt(row.value), records: Number(row.records) }));
}

/** Not TRUNCATE: an audit that reads an older snapshot would suddenly find no cells at all. */
export async function clearCells(sql: Sql, unit?: string): Promise<void> {
  await sql.query('DELETE FROM cell WHERE $1::text IS NULL OR unit = $1', [unit ?? null]);
}

/** About how many cells there are, as PostgreSQL last counted them; 0 where it never has. */
export async function cellsEstimated(sql: Sql): Promise<number> {
  const [row]: { cells: number }[] = await sql.query(
    `SELECT greatest(reltuples, 0)::float8 AS cells FROM pg_class WHERE oid = 'cell'::regclass`,
  );
  return row?.cells ?? 0;
}
