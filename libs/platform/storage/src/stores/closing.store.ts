import type { Day } from '#core/kernel';
import type { Head } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { laneOf } from './origin.store.js';

export interface ClosingRow {
  readonly id: string;
  readonly unit: string;
  readonly period: string;
  readonly lastDay: Day;
  readonly revision: number;
  readonly reason: string | null;
  readonly closedAt: Date;
  readonly closedBy: string;
  readonly catalogue: string;
  readonly headsDigest: string;
}

/** How far each log was counted: origin id → seq. */
export type FrozenHeads = Readonly<Record<string, number>>;

const COLUMNS = `id, unit, period, last_day::text AS "lastDay", revision, reason, closed_at AS "closedAt",
  closed_by AS "closedBy", catalogue, heads_digest AS "headsDigest"`;

/** The ends of all logs below a unit, and of units whose records count below it; in the order of their names. */
export async function headsCounted(
  sql: Sql,
  unitPrefix: string,
  incoming: readonly string[],
): Promise<(Head & { readonly originId: number })[]> {
  const rows: { id: number; origin: string; epoch: number; lane: string; seq: number; chain: string }[] =
    await sql.query(
      `SELECT id, origin, epoch, lane, head_seq::int AS seq, head_chain AS chain FROM origin
       WHERE head_seq > 0 AND (origin >= $1 AND origin < $2 OR origin = ANY (${column(3, 'text')}))
       ORDER BY origin, epoch, lane`,
      [unitPrefix, `${unitPrefix}~`, columnText(incoming)],
    );
  return rows.map(({ id, lane, ...head }) => ({ ...head, lane: laneOf(lane), originId: id }));
}

/** Lets one closing be written at a time, so that revisions have no gap; readers go on. */
export async function lockClosings(tx: Sql): Promise<void> {
  await tx.query('LOCK TABLE period_closing IN SHARE ROW EXCLUSIVE MODE');
}

/** The newest revision of a unit's period; 0 where it was never closed. */
export async function newestRevision(sql: Sql, unit: string, period: string): Promise<number> {
  const [row]: { n: number }[] = await sql.query(
    'SELECT coalesce(max(revision), 0) AS n FROM period_closing WHERE unit = $1 AND period = $2',
    [unit, period],
  );
  return row?.n ?? 0;
}

export async function putClosing(
  tx: Sql,
  closing: Omit<ClosingRow, 'closedAt'> & { readonly heads: FrozenHeads },
  readings: ReadonlyMap<string, unknown>,
): Promise<void> {
  await tx.query(
    `INSERT INTO period_closing (id, unit, period, last_day, revision, reason, closed_by, catalogue, heads, heads_digest)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[closing.id, closing.unit, closing.period, closing.lastDay, closing.revision, closing.reason],
      ...[closing.closedBy, closing.catalogue, JSON.stringify(closing.heads), closing.headsDigest],
    ],
  );
  await tx.query(
    `INSERT INTO period_figure (closing, indicator, reading)
     SELECT $1, * FROM unnest(${column(2, 'text')}, ${column(3, 'jsonb')})`,
    [
      closing.id,
      columnText([...readings.keys()]),
      columnText([...readings.values()].map((reading) => JSON.stringify(reading))),
    ],
  );
}

export async function findClosing(sql: Sql, id: string): Promise<ClosingRow | undefined> {
  const [row]: ClosingRow[] = await sql.query(`SELECT ${COLUMNS} FROM period_closing WHERE id = $1`, [id]);
  return row;
}

export async function readFigures(sql: Sql, id: string): Promise<Map<string, unknown>> {
  const rows: { indicator: string; reading: unknown }[] = await sql.query(
    'SELECT indicator, reading FROM period_figure WHERE closing = $1 ORDER BY indicator',
    [id],
  );
  return new Map(rows.map(({ indicator, reading }) => [indicator, reading]));
}

/** Closings of units below a prefix, the newest first. */
export async function listClosings(
  sql: Sql,
  query: {
    readonly unitPrefix: string;
    readonly period: string | undefined;
    /** The last one of the page before. */
    readonly after: string | undefined;
    readonly limit: number;
  },
): Promise<ClosingRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM period_closing WHERE unit >= $1 AND unit < $2 AND ($3::text IS NULL OR period = $3)
       AND ($4::uuid IS NULL OR (closed_at, id) < (SELECT closed_at, id FROM period_closing WHERE id = $4))
     ORDER BY closed_at DESC, id DESC LIMIT $5`,
    [query.unitPrefix, `${query.unitPrefix}~`, query.period ?? null, query.after ?? null, query.limit],
  );
}
