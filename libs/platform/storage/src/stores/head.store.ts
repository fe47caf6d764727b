import type { Head } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { laneOf } from './origin.store.js';

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
