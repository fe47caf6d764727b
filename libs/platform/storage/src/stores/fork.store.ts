import type { Head, LogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { laneOf } from './origin.store.js';

/** One end of a log, with the signature over it. */
export interface LogEnd {
  readonly seq: number;
  readonly chain: string;
  readonly signer: string | null;
  readonly signature: string | null;
}

/** The end of a log that does not fit the one that is held here. */
export interface NewFork {
  readonly originId: number;
  readonly other: LogEnd & { readonly signer: string; readonly signature: string };
  /** The unit of the node that brought it. */
  readonly sender: string;
  /** The last entry that both have; null where they part before the segment. */
  readonly commonSeq: number | null;
  /** A frame with the segment, as far down as this level may see. */
  readonly segment: string;
}

/** Both ends of a log as they were when it was found to have parted. */
export interface ForkRow extends NewFork, LogId {
  readonly held: LogEnd;
  readonly foundAt: Date;
}

/** A key that is used in two places makes a new end with every entry: the first ones prove what there is to prove. */
const FORKS_PER_LOG_MAX = 16;

/** Keeps the other end beside the one that is held now; gives false where it is known already, or there are enough. */
export async function putFork(sql: Sql, fork: NewFork): Promise<boolean> {
  const { originId, other, sender, commonSeq, segment } = fork;
  const written: unknown[] = await sql.query(
    `WITH put AS (
       INSERT INTO fork (origin_id, seq, chain, signer, signature, sender, common_seq, segment,
         held_seq, held_chain, held_signer, held_signature)
       SELECT o.id, $2, $3, $4, $5, $6, $7, $8, o.head_seq, o.head_chain, l.signer, l.signature
       FROM origin o LEFT JOIN log_entry l ON l.origin_id = o.id AND l.seq = o.head_seq
       WHERE o.id = $1 AND (SELECT count(*) FROM fork WHERE origin_id = $1) < ${FORKS_PER_LOG_MAX}
       ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT * FROM put`,
    [originId, other.seq, other.chain, other.signer, other.signature, sender, commonSeq, segment],
  );
  return written.length > 0;
}

interface RawFork {
  origin_id: number;
  origin: string;
  epoch: number;
  lane: string;
  seq: string;
  chain: string;
  signer: string;
  signature: string;
  sender: string;
  common_seq: string | null;
  held_seq: string;
  held_chain: string;
  held_signer: string | null;
  held_signature: string | null;
  segment: string;
  found_at: Date;
}

/** What was kept of one unit's logs, or of all, in the order in which it came. */
export async function findForks(sql: Sql, unit?: string): Promise<ForkRow[]> {
  const rows: RawFork[] = await sql.query(
    `SELECT o.origin, o.epoch, o.lane, f.* FROM fork f JOIN origin o ON o.id = f.origin_id
     WHERE $1::text IS NULL OR o.origin = $1 ORDER BY f.found_at, f.origin_id, f.seq, f.chain`,
    [unit ?? null],
  );
  return rows.map((row) => ({
    originId: row.origin_id,
    origin: row.origin,
    epoch: row.epoch,
    lane: laneOf(row.lane),
    other: { seq: Number(row.seq), chain: row.chain, signer: row.signer, signature: row.signature },
    held: {
      seq: Number(row.held_seq),
      chain: row.held_chain,
      signer: row.held_signer,
      signature: row.held_signature,
    },
    sender: row.sender,
    commonSeq: row.common_seq === null ? null : Number(row.common_seq),
    segment: row.segment,
    foundAt: row.found_at,
  }));
}

/** Logs that have parted and of whose unit no later epoch has come: an operator has to decide. */
export async function openForks(sql: Sql): Promise<LogId[]> {
  const rows: Pick<RawFork, 'origin' | 'epoch' | 'lane'>[] = await sql.query(
    `SELECT o.origin, o.epoch, o.lane FROM origin o
     WHERE EXISTS (SELECT 1 FROM fork f WHERE f.origin_id = o.id)
       AND NOT EXISTS (SELECT 1 FROM origin n WHERE n.origin = o.origin AND n.epoch > o.epoch AND n.head_seq > 0)
     ORDER BY o.origin, o.epoch, o.lane LIMIT 100`,
  );
  return rows.map(({ origin, epoch, lane }) => ({ origin, epoch, lane: laneOf(lane) }));
}

/** Where one log was closed for the next epoch, and what the parent held of it. */
export interface ClosedLog extends Head {
  /** The last entry that both have. */
  readonly commonSeq: number;
  readonly parentSeq: number;
  readonly parentChain: string;
}

export interface EpochOpening {
  readonly origin: string;
  readonly epoch: number;
  readonly reason: string;
  readonly decidedBy: string;
  /** How many records were written again. */
  readonly records: number;
  readonly closed: readonly ClosedLog[];
}

/** False where the epoch has been opened already. */
export async function putEpochOpening(sql: Sql, opening: EpochOpening): Promise<boolean> {
  const { origin, epoch, reason, decidedBy, records, closed } = opening;
  const written: unknown[] = await sql.query(
    `WITH put AS (
       INSERT INTO epoch_opening (origin, epoch, reason, decided_by, records, closed) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT * FROM put`,
    [origin, epoch, reason, decidedBy, records, JSON.stringify(closed)],
  );
  return written.length > 0;
}

export async function findEpochOpenings(
  sql: Sql,
  unit: string,
): Promise<(EpochOpening & { readonly openedAt: Date })[]> {
  return sql.query(
    `SELECT origin, epoch, reason, decided_by AS "decidedBy", records, closed, opened_at AS "openedAt"
     FROM epoch_opening WHERE origin = $1 ORDER BY epoch`,
    [unit],
  );
}

/** Ends a log at a place: the parent holds it up to there, and is sent nothing more of it. The caller holds its lock. */
export async function closeLog(sql: Sql, originId: number, commonSeq: number): Promise<void> {
  await sql.query('UPDATE origin SET abandoned_after = $2 WHERE id = $1', [originId, commonSeq]);
  await sql.query(
    `INSERT INTO link_head (origin_id, acked_seq, acked_at) VALUES ($1, $2, clock_timestamp())
     ON CONFLICT (origin_id) DO UPDATE SET acked_seq = excluded.acked_seq, refused_code = NULL, known_signer = NULL`,
    [originId, commonSeq],
  );
}
