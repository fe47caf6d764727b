import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

export interface QuarantineRow {
  readonly originId: number;
  readonly seq: number;
  readonly record: string | null;
  readonly code: string;
  /** JSON text of the faults. */
  readonly faults: string;
}

export async function putQuarantine(sql: Sql, rows: readonly QuarantineRow[]): Promise<void> {
  await sql.query(
    `INSERT INTO quarantine (origin_id, seq, record, code, faults)
     SELECT * FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}, ${column(3, 'uuid')}, ${column(4, 'text')},
       ${column(5, 'jsonb')})
     ON CONFLICT (origin_id, seq) DO UPDATE SET code = excluded.code, faults = excluded.faults`,
    [
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.seq)),
      columnText(rows.map((row) => row.record)),
      columnText(rows.map((row) => row.code)),
      columnText(rows.map((row) => row.faults)),
    ],
  );
}

/** A newer version of a record takes its older ones out of quarantine. */
export async function releaseRecords(sql: Sql, records: readonly string[]): Promise<void> {
  await sql.query(`DELETE FROM quarantine WHERE record = ANY (${column(1, 'uuid')})`, [columnText(records)]);
}

/** Entries in quarantine below a unit, by the type of their record where that is known. */
export async function countQuarantine(sql: Sql, unit: string): Promise<ReadonlyMap<string, number>> {
  const rows: { type: string; count: string }[] = await sql.query(
    `SELECT coalesce(r.type, '') AS type, count(*) AS count FROM quarantine q JOIN origin o ON o.id = q.origin_id
     LEFT JOIN record r ON r.record = q.record WHERE o.origin >= $1 AND o.origin < $2 GROUP BY 1`,
    [unit, `${unit}~`],
  );
  return new Map(rows.map(({ type, count }) => [type, Number(count)]));
}

export async function findQuarantine(
  sql: Sql,
  record: string,
): Promise<{ code: string; faults: unknown; since: Date }[]> {
  return sql.query('SELECT code, faults, since FROM quarantine WHERE record = $1 ORDER BY seq DESC', [
    record,
  ]);
}
