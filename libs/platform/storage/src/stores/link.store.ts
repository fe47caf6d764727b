import type { Lane, LogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { laneOf, storedLane } from './origin.store.js';
import { RETURNING } from './own-log.store.js';

/** A log with entries that the parent has not acknowledged. */
export interface BacklogRow extends LogId {
  readonly originId: number;
  readonly ackedSeq: number;
  readonly headSeq: number;
  readonly knownSigner: string | null;
}

/**
 * A refused log is tried again after this time: a clock that was off or a certificate that was missing heals by
 * itself, and a real fork costs one small frame.
 */
const REFUSAL_RETRY_INTERVAL = '5 minutes';

/** The last entry of a log that goes up. */
const END = 'least(o.head_seq, o.abandoned_after)';

/** Versions of a record ascend over epochs: what is left of an earlier one goes first, unless the parent refuses it. */
const EARLIER_EPOCH_BEHIND = `SELECT 1 FROM origin e LEFT JOIN link_head eh ON eh.origin_id = e.id
  WHERE e.origin = o.origin AND e.lane = o.lane AND e.epoch < o.epoch AND e.frozen_code IS NULL
    AND eh.refused_code IS NULL AND least(e.head_seq, e.abandoned_after) > coalesce(eh.acked_seq, 0)`;
/** A parent that mends what it holds has done so soon: no operator has to decide anything. */
const MENDING_RETRY_INTERVAL = '10 seconds';

/** Logs of one lane with a backlog, the one that was served longest ago first: that is the round robin. */
export async function readBacklog(sql: Sql, lane: Lane | undefined, limit: number): Promise<BacklogRow[]> {
  const rows: {
    id: number;
    origin: string;
    epoch: number;
    lane: string;
    head_seq: string;
    acked_seq: string | null;
    known_signer: string | null;
  }[] = await sql.query(
    `SELECT o.id, o.origin, o.epoch, o.lane, ${END} AS head_seq, h.acked_seq, h.known_signer
     FROM origin o LEFT JOIN link_head h ON h.origin_id = o.id
     WHERE ${END} > coalesce(h.acked_seq, 0) AND o.lane = $2
       AND (o.frozen_code IS NULL OR o.frozen_code = '${RETURNING}')
       AND (h.refused_code IS NULL OR h.acked_at < now() - CASE h.refused_code
         WHEN 'log_damaged' THEN interval '${MENDING_RETRY_INTERVAL}' ELSE interval '${REFUSAL_RETRY_INTERVAL}' END)
       AND (o.epoch = 1 OR NOT EXISTS (${EARLIER_EPOCH_BEHIND}))
     ORDER BY h.acked_at NULLS FIRST, o.id LIMIT $1`,
    [limit, storedLane({ lane })],
  );
  return rows.map((row) => ({
    originId: row.id,
    origin: row.origin,
    epoch: row.epoch,
    lane: laneOf(row.lane),
    headSeq: Number(row.head_seq),
    ackedSeq: Number(row.acked_seq ?? 0),
    knownSigner: row.known_signer,
  }));
}

/** Where the parent was at these logs when it was last heard of. Logs of which it never said anything are left out. */
export async function findLinkHeads(
  sql: Sql,
  originIds: readonly number[],
): Promise<Map<number, { ackedSeq: number; knownSigner: string | null }>> {
  const rows: { origin_id: number; acked_seq: string; known_signer: string | null }[] = await sql.query(
    `SELECT origin_id, acked_seq, known_signer FROM link_head WHERE origin_id = ANY (${column(1, 'int')})`,
    [columnText(originIds)],
  );
  return new Map(
    rows.map((row) => [row.origin_id, { ackedSeq: Number(row.acked_seq), knownSigner: row.known_signer }]),
  );
}

/** How far the parent has acknowledged each log of a unit, and what it refuses. */
export async function findRefusals(
  sql: Sql,
  unit: string,
): Promise<Map<number, { readonly ackedSeq: number; readonly refusedCode: string | null }>> {
  const rows: { origin_id: number; acked_seq: string; refused_code: string | null }[] = await sql.query(
    `SELECT h.origin_id, h.acked_seq, h.refused_code FROM link_head h JOIN origin o ON o.id = h.origin_id
     WHERE o.origin = $1`,
    [unit],
  );
  return new Map(
    rows.map((row) => [row.origin_id, { ackedSeq: Number(row.acked_seq), refusedCode: row.refused_code }]),
  );
}

export interface Acknowledgement {
  readonly originId: number;
  /** What was acknowledged when the question was put. */
  readonly fromSeq: number;
  readonly ackedSeq: number;
  readonly knownSigner: string | null;
  readonly refusedCode: string | null;
}

/**
 * Writes down what the parent said. Its head is the truth, also where it went back after a restore. An answer to a
 * question from before the last answer says nothing new: a worker that is late must not move a head back.
 */
export async function putAcknowledgements(sql: Sql, rows: readonly Acknowledgement[]): Promise<void> {
  await sql.query(
    `WITH said AS (
       SELECT * FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}, ${column(3, 'text')}, ${column(4, 'text')},
         ${column(5, 'bigint')}) AS t (id, seq, signer, code, from_seq)
     )
     INSERT INTO link_head (origin_id, acked_seq, known_signer, acked_at, refused_code)
     SELECT id, seq, signer, clock_timestamp(), code FROM said
     ON CONFLICT (origin_id) DO UPDATE SET
       acked_seq = excluded.acked_seq, known_signer = excluded.known_signer,
       acked_at = excluded.acked_at, refused_code = excluded.refused_code
     WHERE link_head.acked_seq = (SELECT from_seq FROM said WHERE said.id = link_head.origin_id)`,
    [
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.ackedSeq)),
      columnText(rows.map((row) => row.knownSigner)),
      columnText(rows.map((row) => row.refusedCode)),
      columnText(rows.map((row) => row.fromSeq)),
    ],
  );
}

/** Tries again at once what the parent had refused for this reason; gives how many logs. */
export async function retryRefused(sql: Sql, code: string): Promise<number> {
  const rows: unknown[] = await sql.query(
    `WITH again AS (UPDATE link_head SET refused_code = NULL WHERE refused_code = $1 RETURNING 1) SELECT * FROM again`,
    [code],
  );
  return rows.length;
}

export async function ackedSeqOf(sql: Sql, originId: number): Promise<number> {
  const [row]: { acked_seq: string }[] = await sql.query(
    'SELECT acked_seq FROM link_head WHERE origin_id = $1',
    [originId],
  );
  return Number(row?.acked_seq ?? 0);
}

export interface LinkState {
  readonly backlog: number;
  readonly originsBehind: number;
  readonly oldestStoredAt: Date | null;
  readonly refused: readonly { origin: string; code: string }[];
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly failureCode: string | null;
  readonly failuresInRow: number;
  readonly retryAt: Date | null;
  /** Until then the line rests, to keep to its cap; null where it has none or has rested. */
  readonly pacedUntil: Date | null;
  /** When both ends were last found to hold the same, entry by entry. */
  readonly equalAt: Date | null;
  readonly bytesSent: number;
  readonly framesSent: number;
}

/** Counts a frame that was answered. `pauseMs` is what the line has to rest for it, after what it rests already. */
export async function recordLinkSuccess(
  sql: Sql,
  name: string,
  frame: { readonly bytes: number; readonly pauseMs: number },
): Promise<void> {
  await sql.query(
    `INSERT INTO link (name, last_success_at, bytes_sent, frames_sent, paced_until)
     VALUES ($1, now(), $2, 1, now() + make_interval(secs => $3))
     ON CONFLICT (name) DO UPDATE SET last_success_at = now(), failures_in_row = 0, failure_code = NULL, retry_at = NULL,
       bytes_sent = link.bytes_sent + excluded.bytes_sent, frames_sent = link.frames_sent + 1,
       paced_until = greatest(now(), link.paced_until) + make_interval(secs => $3)`,
    [name, frame.bytes, frame.pauseMs / 1_000],
  );
}

export interface LinkFailure {
  readonly code: string;
  /** True where nobody answered: the pause is this node's own choice, and ends when the parent is heard of. */
  readonly silent: boolean;
}

/** Counts a failure and gives how many there have been in a row: the backoff's exponent. */
export async function recordLinkFailure(
  sql: Sql,
  name: string,
  { code, silent }: LinkFailure,
): Promise<number> {
  const rows: { failures_in_row: number }[] = await sql.query(
    `INSERT INTO link (name, last_failure_at, failure_code, silent, failures_in_row) VALUES ($1, now(), $2, $3, 1)
     ON CONFLICT (name) DO UPDATE SET last_failure_at = now(), failure_code = excluded.failure_code,
       silent = excluded.silent, failures_in_row = link.failures_in_row + 1
     RETURNING failures_in_row`,
    [name, code, silent],
  );
  return rows[0]?.failures_in_row ?? 1;
}

export async function postponeLink(sql: Sql, name: string, delayMs: number): Promise<void> {
  await sql.query(`UPDATE link SET retry_at = now() + make_interval(secs => $2) WHERE name = $1`, [
    name,
    delayMs / 1_000,
  ]);
}

/** Lanes of a link that pause by themselves. */
type PausedLane = 'uplink' | 'urgent';

/**
 * Ends the pauses that follow attempts to which nobody answered, and gives their lanes. In one order for everybody, so
 * that two that hear of the parent at once never wait for each other in a circle.
 */
export async function endSilentPauses(sql: Sql): Promise<PausedLane[]> {
  const rows: { name: PausedLane }[] = await sql.query(
    `WITH paused AS (
       SELECT name FROM link WHERE silent AND retry_at > now() AND name IN ('uplink', 'urgent')
       ORDER BY name FOR UPDATE
     ), ended AS (
       UPDATE link SET retry_at = NULL FROM paused WHERE link.name = paused.name RETURNING link.name
     ) SELECT name FROM ended`,
  );
  return rows.map(({ name }) => name);
}

/** How long a link has to wait, for a backoff or for its share of the line; 0 where nothing stands in the way. */
export async function linkPauseMs(sql: Sql, name: string): Promise<number> {
  const [row]: { ms: number | null }[] = await sql.query(
    `SELECT ceil(extract(epoch FROM greatest(retry_at, paced_until) - now()) * 1000)::int AS ms
     FROM link WHERE name = $1`,
    [name],
  );
  return Math.max(0, row?.ms ?? 0);
}

/** Whether the parent, and all above it, know the urgent lane. */
export async function carriesLanes(sql: Sql): Promise<boolean> {
  const rows: unknown[] = await sql.query('SELECT 1 FROM link WHERE carries_lanes');
  return rows.length > 0;
}

export async function setCarriesLanes(sql: Sql, carries: boolean): Promise<void> {
  await sql.query(
    `INSERT INTO link (name, carries_lanes) VALUES ('urgent', $1)
     ON CONFLICT (name) DO UPDATE SET carries_lanes = excluded.carries_lanes
       WHERE link.carries_lanes <> excluded.carries_lanes`,
    [carries],
  );
}

/** A lane's state, with the backlog, bytes and frames of all lanes. */
export async function readLinkState(sql: Sql, name: string): Promise<LinkState> {
  const [behind]: { backlog: string; origins: string; oldest: Date | null }[] = await sql.query(
    `SELECT coalesce(sum(${END} - coalesce(h.acked_seq, 0)), 0) AS backlog, count(*) AS origins,
       min((SELECT stored_at FROM log_entry l WHERE l.origin_id = o.id AND l.seq = coalesce(h.acked_seq, 0) + 1)) AS oldest
     FROM origin o LEFT JOIN link_head h ON h.origin_id = o.id WHERE ${END} > coalesce(h.acked_seq, 0)`,
  );
  const refused: { origin: string; code: string }[] = await sql.query(
    `SELECT o.origin, coalesce(o.frozen_code, h.refused_code) AS code
     FROM origin o LEFT JOIN link_head h ON h.origin_id = o.id
     WHERE (o.frozen_code IS NOT NULL OR h.refused_code IS NOT NULL) AND o.abandoned_after IS NULL
     ORDER BY 1 LIMIT 100`,
  );
  const [link]: {
    last_success_at: Date | null;
    last_failure_at: Date | null;
    failure_code: string | null;
    failures_in_row: number;
    retry_at: Date | null;
    paced_until: Date | null;
    equal_at: Date | null;
    bytes_sent: string;
    frames_sent: string;
  }[] = await sql.query(
    `SELECT *, CASE WHEN paced_until > now() THEN paced_until END AS paced_until,
       (SELECT sum(bytes_sent) FROM link) AS bytes_sent, (SELECT sum(frames_sent) FROM link) AS frames_sent
     FROM link WHERE name = $1`,
    [name],
  );
  return {
    backlog: Number(behind?.backlog ?? 0),
    originsBehind: Number(behind?.origins ?? 0),
    oldestStoredAt: behind?.oldest ?? null,
    refused,
    lastSuccessAt: link?.last_success_at ?? null,
    lastFailureAt: link?.last_failure_at ?? null,
    failureCode: link?.failure_code ?? null,
    failuresInRow: link?.failures_in_row ?? 0,
    retryAt: link?.retry_at ?? null,
    pacedUntil: link?.paced_until ?? null,
    equalAt: link?.equal_at ?? null,
    bytesSent: Number(link?.bytes_sent ?? 0),
    framesSent: Number(link?.frames_sent ?? 0),
  };
}

/** Takes back every standing refusal and the pause of the link; gives how many logs are tried again. */
export async function clearRefusals(sql: Sql): Promise<number> {
  await sql.query('UPDATE link SET retry_at = NULL, paced_until = NULL');
  const rows: unknown[] = await sql.query(
    `WITH cleared AS (
       UPDATE link_head SET refused_code = NULL, known_signer = NULL WHERE refused_code IS NOT NULL RETURNING 1
     ) SELECT * FROM cleared`,
  );
  return rows.length;
}
