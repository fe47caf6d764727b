import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

export interface CellRow {
  readonly term: string;
  readonly unit: string;
  readonly bucket: Day;
  readonly dims: string;
  readonly value: bigint;
}

/** Adds deltas to cells. The rows come sorted by key, so that concurrent transactions lock in one order. */
export async function addToCells(sql: Sql, deltas: readonly CellRow[]): Promise<void> {
  await sql.query(
    `INSERT INTO cell (term, unit, bucket, dims, value)
     SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'date')}, ${column(4, 'text')},
       ${column(5, 'numeric')})
     ON CONFLICT (term, unit, bucket, dims) DO UPDATE SET value = cell.value + excluded.value`,
    [
      columnText(deltas.map((delta) => delta.term)),
      columnText(deltas.map((delta) => delta.unit)),
      columnText(deltas.map((delta) => delta.bucket)),
      columnText(deltas.map((delta) => delta.dims)),
      columnText(deltas.map((delta) => delta.value)),
    ],
  );
}

export interface CellSum {
  readonly group: string;
  readonly dims: string;
  readonly value: bigint;
}

/**
 * Sums one term's cells per unit code cut to `width` digits, over the buckets from..to (from null: since ever).
 * `units` narrows to given leaf units where the indicator has a scope.
 */
export async function sumCells(
  sql: Sql,
  query: {
    readonly term: string;
    readonly unitPrefix: string;
    readonly width: number;
    readonly from: Day | null;
    readonly to: Day;
    readonly units: readonly string[] | null;
    readonly byDims: boolean;
  },
): Promise<CellSum[]> {
  const rows: { group: string; dims: string; value: string }[] = await sql.query(
    `SELECT left(unit, $4) AS "group", ${query.byDims ? 'dims' : `''`} AS dims, sum(value)::text AS value FROM cell
     WHERE term = $1 AND unit >= $2 AND unit < $3 AND bucket <= $5 AND ($6::date IS NULL OR bucket >= $6)
       AND ($7::text IS NULL OR unit = ANY (${column(7, 'text')}))
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [
      query.term,
      query.unitPrefix,
      `${query.unitPrefix}~`,
      query.width,
      query.to,
      query.from,
      query.units && columnText(query.units),
    ],
  );
  return rows.map((row) => ({ group: row.group, dims: row.dims, value: BigInt(row.value) }));
}

/** A page of cells that are not zero, in key order, for a recount: of all units, or of one. */
export async function cellsAfter(
  sql: Sql,
  after: CellRow | undefined,
  limit: number,
  unit?: string,
): Promise<CellRow[]> {
  const rows: { term: string; unit: string; bucket: Day; dims: string; value: string }[] = await sql.query(
    `SELECT term, unit, bucket::text AS bucket, dims, value::text AS value FROM cell
     WHERE ($1::text IS NULL OR (term, unit, bucket, dims) > ($1, $2, $3::date, $4)) AND value <> 0
       AND ($6::text IS NULL OR unit = $6)
     ORDER BY term, unit, bucket, dims LIMIT $5`,
    [
      after?.term ?? null,
      after?.unit ?? null,
      after?.bucket ?? null,
      after?.dims ?? null,
      limit,
      unit ?? null,
    ],
  );
  return rows.map((row) => ({ ...row, value: BigInt(row.value) }));
}

/** Not TRUNCATE: an audit that reads an older snapshot would suddenly find no cells at all. */
export async function clearCells(sql: Sql, unit?: string): Promise<void> {
  await sql.query('DELETE FROM cell WHERE $1::text IS NULL OR unit = $1', [unit ?? null]);
}
