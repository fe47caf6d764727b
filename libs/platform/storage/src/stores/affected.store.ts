import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** What a node holds of a unit: how many live records, and how far its newest log is and has been sent. */
export interface HeldOfUnit {
  readonly unit: string;
  readonly records: number;
  readonly logs: readonly HeldLog[];
}

export interface HeldLog {
  readonly epoch: number;
  readonly headSeq: number;
  readonly chain: string;
  /** True where this node writes the log. */
  readonly local: boolean;
  /** Entries that the parent has not acknowledged. */
  readonly unsent: number;
}

/** For units that have any records or a log, in the order of their codes. */
export async function heldOfUnits(sql: Sql, units: readonly string[]): Promise<HeldOfUnit[]> {
  const rows: { unit: string; records: string; logs: HeldLog[] }[] = await sql.query(
    `SELECT u.code AS unit, coalesce(r.n, 0) AS records, coalesce(o.logs, '[]') AS logs
     FROM unnest(${column(1, 'text')}) AS u (code)
     LEFT JOIN (
       SELECT unit, count(*) AS n FROM record
       WHERE unit = ANY (${column(1, 'text')}) AND status <> 'deleted' GROUP BY unit
     ) r ON r.unit = u.code
     LEFT JOIN (
       SELECT origin, json_agg(json_build_object('epoch', epoch, 'headSeq', head_seq, 'chain', head_chain,
         'local', local, 'unsent', greatest(head_seq - coalesce(acked_seq, 0), 0)) ORDER BY epoch) AS logs
       FROM origin LEFT JOIN link_head ON origin_id = id
       WHERE origin = ANY (${column(1, 'text')}) GROUP BY origin
     ) o ON o.origin = u.code
     WHERE r.n > 0 OR o.logs IS NOT NULL ORDER BY u.code`,
    [columnText(units)],
  );
  return rows.map((row) => ({ ...row, records: Number(row.records) }));
}
