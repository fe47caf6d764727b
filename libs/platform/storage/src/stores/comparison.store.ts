import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** A record that others are compared with: what everybody may hold of it. */
export interface ComparedRow {
  /** Place in the question, from 0. */
  readonly question: number;
  readonly record: string;
  readonly unit: string;
  /** The line of the city's section. */
  readonly city: string;
}

/** The reports of one type and unit for one period. */
export interface ReportPlace {
  readonly type: string;
  readonly unit: string;
  /** The period's last day. */
  readonly day: Day;
}

/** Records of one type in the units of one level right below a unit; of a day, or of any. */
export interface PeerGroup {
  readonly type: string;
  readonly parent: string;
  /** Digits of a peer's code: its level. */
  readonly width: number;
  readonly day: Day | null;
}

/** Reports of one unit and period: a unit with more of them has one for each of many facilities or purposes. */
const REPORTS_OF_PLACE_MAX = 200;

/** Counted reports of many places, in one statement. No more than `limit` rows. */
export async function reportsAt(
  sql: Sql,
  places: readonly ReportPlace[],
  limit: number,
): Promise<ComparedRow[]> {
  if (places.length === 0) return [];
  return sql.query(
    `SELECT q.n::int - 1 AS question, p.record, p.unit, l.city
     FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'date')}) WITH ORDINALITY AS q (type, unit, day, n)
     CROSS JOIN LATERAL (
       SELECT r.record, r.unit, r.origin_id, r.seq FROM record r
       WHERE r.type = q.type AND r.occurred_on = q.day AND r.unit = q.unit AND r.status = 'counted'
       LIMIT ${REPORTS_OF_PLACE_MAX}
     ) p JOIN log_entry l ON l.origin_id = p.origin_id AND l.seq = p.seq
     LIMIT $4`,
    [
      columnText(places.map(({ type }) => type)),
      columnText(places.map(({ unit }) => unit)),
      columnText(places.map(({ day }) => day)),
      limit,
    ],
  );
}

/** Counted records of like units, in one statement, group by group. No more than `limit` rows. */
export async function peersOf(sql: Sql, groups: readonly PeerGroup[], limit: number): Promise<ComparedRow[]> {
  if (groups.length === 0) return [];
  return sql.query(
    `SELECT p.question, p.record, p.unit, l.city FROM (
       SELECT q.n::int - 1 AS question, r.*
       FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'int')}, ${column(4, 'date')})
         WITH ORDINALITY AS q (type, parent, width, day, n)
       CROSS JOIN LATERAL (
         (SELECT r.record, r.unit, r.origin_id, r.seq FROM record r
          WHERE q.day IS NULL AND r.type = q.type AND r.unit >= q.parent AND r.unit < q.parent || ':'
            AND length(r.unit) = q.width AND r.status = 'counted')
         UNION ALL
         (SELECT r.record, r.unit, r.origin_id, r.seq FROM record r
          WHERE r.type = q.type AND r.occurred_on = q.day AND r.unit >= q.parent AND r.unit < q.parent || ':'
            AND length(r.unit) = q.width AND r.status = 'counted')
       ) r
       LIMIT $5
     ) p JOIN log_entry l ON l.origin_id = p.origin_id AND l.seq = p.seq
     ORDER BY p.question`,
    [
      columnText(groups.map(({ type }) => type)),
      columnText(groups.map(({ parent }) => parent)),
      columnText(groups.map(({ width }) => width)),
      columnText(groups.map(({ day }) => day)),
      limit,
    ],
  );
}

/** For the rest of the transaction: a statement that takes longer fails. */
export async function boundStatements(tx: Sql, ms: number): Promise<void> {
  await tx.query(`SELECT set_config('statement_timeout', $1, true)`, [String(ms)]);
}
