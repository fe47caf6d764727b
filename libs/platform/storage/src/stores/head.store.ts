import { logKey, type Head, type LogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { laneOf, storedLane } from './origin.store.js';

interface RawHead {
  origin: string;
  epoch: number;
  lane: string;
  seq: string;
  chain: string;
}

const toHead = ({ origin, epoch, lane, seq, chain }: RawHead): Head => ({
  origin,
  epoch,
  lane: laneOf(lane),
  seq: Number(seq),
  chain,
});

/** Every log with what the parent has acknowledged of it, and this node's own chain there. */
export async function acknowledgedHeads(sql: Sql): Promise<(Head & { readonly originId: number })[]> {
  const rows: (RawHead & { id: number })[] = await sql.query(
    `SELECT o.id, o.origin, o.epoch, o.lane, h.acked_seq AS seq,
       CASE WHEN h.acked_seq = o.head_seq THEN o.head_chain ELSE l.chain END AS chain
     FROM link_head h JOIN origin o ON o.id = h.origin_id
     LEFT JOIN log_entry l ON l.origin_id = o.id AND l.seq = h.acked_seq AND h.acked_seq <> o.head_seq
     WHERE h.acked_seq > 0`,
  );
  return rows.flatMap((row) => (row.chain === null ? [] : { ...toHead(row), originId: row.id }));
}

/** The heads of all logs below a unit that this node has taken from below. */
export async function heldHeadsWithin(sql: Sql, unit: string): Promise<Head[]> {
  const rows: RawHead[] = await sql.query(
    `SELECT origin, epoch, lane, head_seq AS seq, head_chain AS chain FROM origin
     WHERE NOT local AND head_seq > 0 AND origin >= $1 AND origin < $2`,
    [unit, `${unit}~`],
  );
  return rows.map(toHead);
}

/** The heads of all logs of one unit that this node has taken from below. */
export async function heldHeadsOf(sql: Sql, unit: string): Promise<Head[]> {
  const rows: RawHead[] = await sql.query(
    `SELECT origin, epoch, lane, head_seq AS seq, head_chain AS chain FROM origin
     WHERE NOT local AND head_seq > 0 AND origin = $1 ORDER BY epoch, lane`,
    [unit],
  );
  return rows.map(toHead);
}

/** This node's chains at places of logs that are named by what they are, not by where they are stored. */
export async function heldChainsAt(
  sql: Sql,
  places: readonly (LogId & { readonly seq: number })[],
): Promise<Map<string, string>> {
  const rows: RawHead[] = await sql.query(
    `SELECT o.origin, o.epoch, o.lane, l.seq, l.chain
     FROM unnest(${column(1, 'text')}, ${column(2, 'int')}, ${column(3, 'text')}, ${column(4, 'bigint')})
       AS p (origin, epoch, lane, seq)
     JOIN origin o ON o.origin = p.origin AND o.epoch = p.epoch AND o.lane = p.lane AND NOT o.local
     JOIN log_entry l ON l.origin_id = o.id AND l.seq = p.seq`,
    [
      columnText(places.map((place) => place.origin)),
      columnText(places.map((place) => place.epoch)),
      columnText(places.map(storedLane)),
      columnText(places.map((place) => place.seq)),
    ],
  );
  return new Map(rows.map(toHead).map((head) => [placeKey(head), head.chain]));
}

export function placeKey(place: LogId & { readonly seq: number }): string {
  return `${logKey(place)}:${place.seq}`;
}

/** Where logs end that were closed for the next epoch, as far as the parent has acknowledged them. */
export async function closedEnds(sql: Sql, limit: number): Promise<(LogId & { readonly seq: number })[]> {
  const rows: RawHead[] = await sql.query(
    `SELECT o.origin, o.epoch, o.lane, coalesce(h.acked_seq, 0) AS seq, '' AS chain
     FROM origin o LEFT JOIN link_head h ON h.origin_id = o.id
     WHERE o.abandoned_after IS NOT NULL ORDER BY o.id LIMIT $1`,
    [limit],
  );
  return rows.map(toHead).map(({ origin, epoch, lane, seq }) => ({ origin, epoch, lane, seq }));
}

/**
 * Takes back acknowledgements of a parent that has lost entries; gives how many logs are sent again. Only where nothing
 * has been acknowledged meanwhile: an answer to a frame is newer than a comparison of heads.
 */
export async function setBackAcknowledgements(
  sql: Sql,
  rows: readonly { readonly originId: number; readonly from: number; readonly to: number }[],
): Promise<number> {
  if (rows.length === 0) return 0;
  const changed: unknown[] = await sql.query(
    `WITH back AS (
       UPDATE link_head SET acked_seq = t.seq, known_signer = NULL, refused_code = NULL
       FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}, ${column(3, 'bigint')}) AS t (id, before, seq)
       WHERE link_head.origin_id = t.id AND link_head.acked_seq = t.before RETURNING 1
     ) SELECT * FROM back`,
    [
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.from)),
      columnText(rows.map((row) => row.to)),
    ],
  );
  return changed.length;
}

/** Both ends of the link have just been found to hold the same. */
export async function recordEquality(sql: Sql): Promise<void> {
  await sql.query(
    `INSERT INTO link (name, equal_at) VALUES ('uplink', now())
     ON CONFLICT (name) DO UPDATE SET equal_at = excluded.equal_at`,
  );
}
