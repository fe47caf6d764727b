import { isLane, type Head, type LogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { storedLane } from './origin.store.js';

/** Nothing is written to the log until what the parent holds more of it is back. */
export const RECOVERING = 'log_recovering';

/** The log is written by the node above, until its operator hands it over. */
export const HOSTED_ABOVE = 'log_hosted_above';

/** The log goes back to the node above: nothing is written to it any more, and what is there is sent. */
export const RETURNING = 'log_returning';

/** Codes by which a node closes its own logs, as against an operator's decision. */
const OWN_CODES = `'${RECOVERING}', '${HOSTED_ABOVE}', '${RETURNING}'`;

/** A log of a unit as this node holds it for the node that asks, and who writes it. */
export interface KeptHead extends Head {
  /** True where this node itself writes it, or is about to take it back. */
  readonly hosted: boolean;
  /** True where it cannot be given before it is mended here. */
  readonly damaged?: boolean;
}

/** While a unit is about to be taken back, its node must not begin to write again. `$1` is the unit. */
const HOSTED = `o.local OR EXISTS (SELECT 1 FROM node WHERE unit = $1 AND moving = 'back')`;

interface RawKept {
  id: number;
  origin: string;
  epoch: number;
  lane: string;
  seq: string;
  chain: string;
  local: boolean;
}

function toKept({ origin, epoch, lane, seq, chain, local }: RawKept): KeptHead {
  const log = { origin, epoch, seq: Number(seq), chain, hosted: local };
  return isLane(lane) ? { ...log, lane } : log;
}

/**
 * A page of the logs of a unit and below that no node below the unit has ever signed: its node writes them, or may take
 * them over. In the order of origin, epoch and lane.
 */
export async function keptFor(
  sql: Sql,
  unit: string,
  after: LogId | undefined,
  limit: number,
): Promise<KeptHead[]> {
  const rows: RawKept[] = await sql.query(
    `SELECT o.id, o.origin, o.epoch, o.lane, o.head_seq AS seq, o.head_chain AS chain, ${HOSTED} AS local
     FROM origin o JOIN certificate c ON c.fingerprint = o.signer
     WHERE o.head_seq > 0 AND o.origin >= $1 AND o.origin < $2 AND starts_with($1, c.unit)
       AND (o.origin, o.epoch, o.lane) > ($3, $4::int, $5)
     ORDER BY o.origin, o.epoch, o.lane LIMIT $6`,
    [unit, `${unit}~`, after?.origin ?? '', after?.epoch ?? 0, after ? storedLane(after) : '', limit],
  );
  return rows.map(toKept);
}

/** A log that was asked for, as far as the node that asks may have it. */
export interface KeptLog extends KeptHead {
  readonly originId: number;
}

/**
 * Those of the named logs that the unit's node may fetch: what it has written itself, and while its unit is being handed
 * over also what is written here for it.
 */
export async function keptLogs(sql: Sql, unit: string, logs: readonly LogId[]): Promise<KeptLog[]> {
  const rows: RawKept[] = await sql.query(
    `SELECT o.id, o.origin, o.epoch, o.lane, o.head_seq AS seq, o.head_chain AS chain, ${HOSTED} AS local
       FROM unnest(${column(2, 'text')}, ${column(3, 'int')}, ${column(4, 'text')}) WITH ORDINALITY AS t (o, e, l, place)
       JOIN origin o ON o.origin = t.o AND o.epoch = t.e AND o.lane = t.l
       JOIN certificate c ON c.fingerprint = o.signer
       WHERE o.head_seq > 0 AND starts_with(o.origin, $1) AND starts_with($1, c.unit)
         AND (NOT o.local OR EXISTS (SELECT 1 FROM node WHERE unit = $1 AND moving = 'out'))
       ORDER BY t.place`,
    [
      unit,
      columnText(logs.map((log) => log.origin)),
      columnText(logs.map((log) => log.epoch)),
      columnText(logs.map(storedLane)),
    ],
  );
  return rows.map((row) => ({ ...toKept(row), originId: row.id }));
}

/**
 * Lets nothing be written to own logs that end before the given heads. Logs that are not there yet have to be made
 * before. What was frozen for another reason stays so. Gives how many logs wait now.
 */
export async function freezeBehind(
  sql: Sql,
  heads: readonly Head[],
  code: typeof RECOVERING | typeof HOSTED_ABOVE,
): Promise<number> {
  if (heads.length === 0) return 0;
  const rows: unknown[] = await sql.query(
    `WITH frozen AS (
       UPDATE origin SET frozen_code = $5
       FROM unnest(${column(1, 'text')}, ${column(2, 'int')}, ${column(3, 'text')}, ${column(4, 'bigint')})
         AS t (o, e, l, seq)
       WHERE origin = o AND epoch = e AND lane = l AND local AND head_seq < seq AND abandoned_after IS NULL
         AND (frozen_code IS NULL OR frozen_code IN (${OWN_CODES}))
       RETURNING 1
     ) SELECT * FROM frozen`,
    [
      columnText(heads.map((head) => head.origin)),
      columnText(heads.map((head) => head.epoch)),
      columnText(heads.map(storedLane)),
      columnText(heads.map((head) => head.seq)),
      code,
    ],
  );
  return rows.length;
}

/** Lets own logs go on that had waited for what the parent holds of them. */
export async function thawLogs(sql: Sql, originIds: readonly number[]): Promise<void> {
  await sql.query(
    `UPDATE origin SET frozen_code = NULL
     WHERE id = ANY (${column(1, 'int')}) AND frozen_code IN (${OWN_CODES})`,
    [columnText(originIds)],
  );
}

/**
 * Own logs that wait for what the parent holds of them, and where they end here. Of a unit's epochs only the first that
 * waits: versions of a record have to come back in their order.
 */
export async function recoveringLogs(sql: Sql, limit: number): Promise<Head[]> {
  const rows: { origin: string; epoch: number; lane: string; seq: string; chain: string }[] = await sql.query(
    `SELECT origin, epoch, lane, head_seq AS seq, head_chain AS chain FROM origin o
     WHERE local AND frozen_code = '${RECOVERING}' AND NOT EXISTS (
       SELECT 1 FROM origin before
       WHERE before.origin = o.origin AND before.epoch < o.epoch AND before.frozen_code = '${RECOVERING}'
     )
     ORDER BY origin, epoch, lane LIMIT $1`,
    [limit],
  );
  return rows.map(({ lane, seq, ...log }) => ({
    ...log,
    seq: Number(seq),
    ...(isLane(lane) ? { lane } : {}),
  }));
}

/** Writes down that the parent holds these logs up to here: it has just given them back. */
export async function acknowledgeRecovered(
  sql: Sql,
  logs: readonly { readonly originId: number; readonly seq: number }[],
): Promise<void> {
  await sql.query(
    `INSERT INTO link_head (origin_id, acked_seq, known_signer, acked_at, refused_code)
     SELECT id, seq, NULL, clock_timestamp(), NULL
     FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}) AS t (id, seq)
     ON CONFLICT (origin_id) DO UPDATE SET acked_seq = greatest(link_head.acked_seq, excluded.acked_seq),
       known_signer = NULL, refused_code = NULL`,
    [columnText(logs.map((log) => log.originId)), columnText(logs.map((log) => log.seq))],
  );
}

/** Gives live records of a unit their natural keys; a key that another record has stays with that one. */
export async function setNaturalKeys(
  sql: Sql,
  rows: readonly { readonly record: string; readonly naturalKey: string }[],
): Promise<void> {
  await sql.query(
    `UPDATE record SET natural_key = t.k
     FROM unnest(${column(1, 'uuid')}, ${column(2, 'text')}) AS t (r, k)
     WHERE record.record = t.r AND record.status <> 'deleted' AND record.natural_key IS NULL
       AND NOT EXISTS (SELECT 1 FROM record held WHERE held.natural_key = t.k)`,
    [columnText(rows.map((row) => row.record)), columnText(rows.map((row) => row.naturalKey))],
  );
}
