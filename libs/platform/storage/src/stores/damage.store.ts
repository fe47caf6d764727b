import type { LogId, Span } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { laneOf, storedLane } from './origin.store.js';

/** A log that is known to be damaged, or suspected where it has no spans. */
export interface DamageRow extends LogId {
  readonly originId: number;
  readonly local: boolean;
  readonly spans: readonly Span[];
  readonly whole: boolean;
  readonly attempts: number;
  readonly foundAt: Date;
  /** True where another node may be asked again. */
  readonly due: boolean;
  /** Where the log ends at its writer, once that node has said that it has lost what follows; null before. */
  readonly writerSeq: number | null;
}

interface RawDamage {
  id: number;
  origin: string;
  epoch: number;
  lane: string;
  local: boolean;
  spans: Span[];
  whole: boolean;
  attempts: number;
  found_at: Date;
  due: boolean;
  writer_seq: string | null;
}

const SELECT = `SELECT o.id, o.origin, o.epoch, o.lane, o.local, d.spans, d.whole, d.attempts, d.found_at,
  d.retry_at <= clock_timestamp() AS due, d.writer_seq FROM damage d JOIN origin o ON o.id = d.origin_id`;

function toDamage(row: RawDamage): DamageRow {
  const { id, lane, found_at, writer_seq, ...rest } = row;
  const writerSeq = writer_seq === null ? null : Number(writer_seq);
  return { ...rest, originId: id, lane: laneOf(lane), foundAt: found_at, writerSeq };
}

/** Notes that logs are to be looked at, and where, if that is known; what is known of them already stays. */
export async function suspectLogs(
  sql: Sql,
  originIds: readonly number[],
  spans: readonly Span[] = [],
): Promise<void> {
  if (originIds.length === 0) return;
  await sql.query(
    `INSERT INTO damage (origin_id, spans) SELECT id, $2 FROM unnest(${column(1, 'int')}) AS t (id)
     ON CONFLICT (origin_id) DO UPDATE SET spans = excluded.spans WHERE damage.spans = '[]'`,
    [columnText(originIds), JSON.stringify(spans)],
  );
}

/**
 * The node that writes these logs has no more of them than up to here: nobody below brings back what is damaged behind
 * that, and whoever else holds it may be asked at once. Gives how many damaged logs this is news about.
 */
export async function noteWriterEnds(
  sql: Sql,
  ends: readonly { readonly originId: number; readonly seq: number }[],
): Promise<number> {
  const rows: unknown[] = await sql.query(
    `WITH noted AS (
       UPDATE damage SET writer_seq = t.seq, attempts = 0, retry_at = clock_timestamp()
       FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}) AS t (id, seq)
       WHERE origin_id = t.id AND writer_seq IS DISTINCT FROM t.seq RETURNING 1
     ) SELECT * FROM noted`,
    [columnText(ends.map(({ originId }) => originId)), columnText(ends.map(({ seq }) => seq))],
  );
  return rows.length;
}

/** Logs with open damage, the longest known first. */
export async function openDamage(sql: Sql, limit: number): Promise<DamageRow[]> {
  const rows: RawDamage[] = await sql.query(`${SELECT} ORDER BY d.retry_at, d.origin_id LIMIT $1`, [limit]);
  return rows.map(toDamage);
}

export async function findDamage(sql: Sql, originId: number): Promise<DamageRow | undefined> {
  const rows: RawDamage[] = await sql.query(`${SELECT} WHERE d.origin_id = $1`, [originId]);
  return rows.map(toDamage)[0];
}

/** Damage of logs from below within a unit, which the node there can mend. */
export async function damageWithin(sql: Sql, unit: string, limit: number): Promise<DamageRow[]> {
  const rows: RawDamage[] = await sql.query(
    `${SELECT} WHERE NOT o.local AND o.origin >= $1 AND o.origin < $2 AND d.spans <> '[]' ORDER BY d.found_at LIMIT $3`,
    [unit, `${unit}~`, limit],
  );
  return rows.map(toDamage);
}

/** Writes down where the damage lies now; without spans, that the log is to be looked at once more. */
export async function putDamage(
  sql: Sql,
  originId: number,
  spans: readonly Span[],
  whole = false,
): Promise<void> {
  await sql.query(
    `INSERT INTO damage (origin_id, spans, whole) VALUES ($1, $2, $3)
     ON CONFLICT (origin_id) DO UPDATE SET spans = excluded.spans, whole = excluded.whole,
       attempts = CASE WHEN damage.spans = excluded.spans THEN damage.attempts ELSE 0 END,
       retry_at = CASE WHEN damage.spans = excluded.spans THEN damage.retry_at ELSE clock_timestamp() END`,
    [originId, JSON.stringify(spans), whole],
  );
}

/** A look has found nothing any more: the parent may have refused what was damaged, and is asked again at once. */
export async function closeDamage(sql: Sql, originId: number): Promise<void> {
  await sql.query(
    `WITH closed AS (DELETE FROM damage WHERE origin_id = $1 AND spans = '[]' RETURNING origin_id)
     UPDATE link_head SET refused_code = NULL FROM closed WHERE link_head.origin_id = closed.origin_id`,
    [originId],
  );
}

/** Another node was asked, and what it had did not help: it is left alone for a while. */
export async function postponeDamage(
  sql: Sql,
  originId: number,
  { pauseMs, vain }: { readonly pauseMs: number; readonly vain: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE damage SET attempts = attempts + $3::int, retry_at = clock_timestamp() + make_interval(secs => $2)
     WHERE origin_id = $1`,
    [originId, pauseMs / 1_000, vain ? 1 : 0],
  );
}

/** One row of the evidence. */
export interface RepairRow extends LogId {
  readonly from: number;
  readonly to: number;
  readonly source: string;
  readonly kinds: readonly string[];
  readonly rows: readonly object[];
}

export interface StoredRepair extends RepairRow {
  readonly id: number;
  readonly at: Date;
}

export async function putRepair(sql: Sql, repair: RepairRow): Promise<void> {
  const { origin, epoch, from, to, source, kinds, rows } = repair;
  await sql.query(
    `INSERT INTO repair (origin, epoch, lane, from_seq, to_seq, source, kinds, rows)
     VALUES ($1, $2, $3, $4, $5, $6, ${column(7, 'text')}, $8)`,
    [origin, epoch, storedLane(repair), from, to, source, columnText(kinds), JSON.stringify(rows)],
  );
}

/** A page of evidence, the newest first. */
export async function listRepairs(sql: Sql, before: number | null, limit: number): Promise<StoredRepair[]> {
  const rows: {
    id: string;
    at: Date;
    origin: string;
    epoch: number;
    lane: string;
    from_seq: string;
    to_seq: string;
    source: string;
    kinds: string[];
    rows: object[];
  }[] = await sql.query(
    'SELECT * FROM repair WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2',
    [before, limit],
  );
  return rows.map(({ id, lane, from_seq, to_seq, ...rest }) => ({
    ...rest,
    id: Number(id),
    lane: laneOf(lane),
    from: Number(from_seq),
    to: Number(to_seq),
  }));
}

export interface DamageCount {
  readonly logs: number;
  readonly repairs: number;
  /** The damage that is longest known, and how often other nodes were asked about it in vain. */
  readonly first: { readonly origin: string; readonly foundAt: Date; readonly attempts: number } | undefined;
}

/** How many logs are damaged at the moment, and how many repairs there have been. A mere suspicion is no damage yet. */
export async function countDamage(sql: Sql): Promise<DamageCount> {
  const [row]: { logs: string; repairs: string; origin: string; found_at: Date; attempts: number }[] =
    await sql.query(
      `SELECT (SELECT count(*) FROM damage WHERE spans <> '[]') AS logs, (SELECT count(*) FROM repair) AS repairs,
         first.* FROM (SELECT 1) one LEFT JOIN LATERAL (
           SELECT o.origin, d.found_at, d.attempts FROM damage d JOIN origin o ON o.id = d.origin_id
           WHERE d.spans <> '[]' ORDER BY d.found_at LIMIT 1
         ) first ON true`,
    );
  if (!row) throw new TypeError('a count has a row');
  const { origin, found_at, attempts } = row;
  const first = found_at === null ? undefined : { origin, foundAt: found_at, attempts };
  return { logs: Number(row.logs), repairs: Number(row.repairs), first };
}
