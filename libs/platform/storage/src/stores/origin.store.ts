import { genesis, isLane, logKey, type Head, type Lane, type LogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

export interface OriginRow {
  readonly id: number;
  readonly origin: string;
  readonly epoch: number;
  readonly lane?: Lane | undefined;
  readonly local: boolean;
  readonly headSeq: number;
  readonly headChain: string;
  readonly signer: string | null;
  readonly frozenCode: string | null;
  /** The last entry that goes up of a log that was closed for the next epoch; null for every other log. */
  readonly abandonedAfter: number | null;
}

interface RawOrigin {
  id: number;
  origin: string;
  epoch: number;
  lane: string;
  local: boolean;
  head_seq: string;
  head_chain: string;
  signer: string | null;
  frozen_code: string | null;
  abandoned_after: string | null;
}

const COLUMNS = 'id, origin, epoch, lane, local, head_seq, head_chain, signer, frozen_code, abandoned_after';

function toOrigin(row: RawOrigin): OriginRow {
  return {
    id: row.id,
    origin: row.origin,
    epoch: row.epoch,
    lane: laneOf(row.lane),
    local: row.local,
    headSeq: Number(row.head_seq),
    headChain: row.head_chain,
    signer: row.signer,
    frozenCode: row.frozen_code,
    abandonedAfter: row.abandoned_after === null ? null : Number(row.abandoned_after),
  };
}

/** The ordinary lane, which has no name in a log. Sorts before the urgent one. */
const ORDINARY = 'ordinary';

/** The lane of a log as it is stored. */
export function laneOf(stored: string): Lane | undefined {
  return isLane(stored) ? stored : undefined;
}

/** Makes the logs that are not there yet, empty. Existing ones stay as they are. */
export async function createOrigins(sql: Sql, logs: readonly LogId[], local: boolean): Promise<void> {
  await sql.query(
    `INSERT INTO origin (origin, epoch, lane, local, head_chain)
     SELECT o, e, l, $5, g
     FROM unnest(${column(1, 'text')}, ${column(2, 'int')}, ${column(3, 'text')}, ${column(4, 'text')}) AS t (o, e, l, g)
     ON CONFLICT (origin, epoch, lane) DO NOTHING`,
    [
      columnText(logs.map((log) => log.origin)),
      columnText(logs.map((log) => log.epoch)),
      columnText(logs.map(storedLane)),
      columnText(logs.map(genesis)),
      local,
    ],
  );
}

export const storedLane = ({ lane }: Pick<LogId, 'lane'>): string => lane ?? ORDINARY;

/** Locks the logs in one order for everybody, so that two writers never wait for each other in a circle. */
export async function lockOrigins(sql: Sql, logs: readonly LogId[]): Promise<OriginRow[]> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin
     WHERE (origin, epoch, lane) IN (
       SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'int')}, ${column(3, 'text')})
     )
     ORDER BY id FOR UPDATE`,
    [
      columnText(logs.map((log) => log.origin)),
      columnText(logs.map((log) => log.epoch)),
      columnText(logs.map(storedLane)),
    ],
  );
  return rows.map(toOrigin);
}

/** The named logs that are here, by key, without their locks. */
export async function findLogs(sql: Sql, logs: readonly LogId[]): Promise<Map<string, OriginRow>> {
  if (logs.length === 0) return new Map();
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin
     WHERE (origin, epoch, lane) IN (
       SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'int')}, ${column(3, 'text')})
     )`,
    [
      columnText(logs.map((log) => log.origin)),
      columnText(logs.map((log) => log.epoch)),
      columnText(logs.map(storedLane)),
    ],
  );
  return new Map(rows.map(toOrigin).map((row) => [logKey(row), row]));
}

/** The newest epoch of each log of these units as this node holds it; units without a log are left out. */
export async function newestOrigins(sql: Sql, units: readonly string[]): Promise<OriginRow[]> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT DISTINCT ON (origin, lane) ${COLUMNS} FROM origin WHERE origin = ANY (${column(1, 'text')})
     ORDER BY origin, lane, epoch DESC`,
    [columnText(units)],
  );
  return rows.map(toOrigin);
}

/** All logs of a unit, in the order of their epochs. */
export async function originsOf(sql: Sql, unit: string): Promise<OriginRow[]> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin WHERE origin = $1 ORDER BY epoch, lane`,
    [unit],
  );
  return rows.map(toOrigin);
}

/** The newest log of a unit before an epoch that somebody has signed. */
export async function signedBefore(
  sql: Sql,
  { origin, epoch }: Pick<LogId, 'origin' | 'epoch'>,
): Promise<OriginRow | undefined> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin WHERE origin = $1 AND epoch < $2 AND signer IS NOT NULL
     ORDER BY epoch DESC, lane LIMIT 1`,
    [origin, epoch],
  );
  return rows.map(toOrigin)[0];
}

export async function findOrigins(sql: Sql, ids: readonly number[]): Promise<OriginRow[]> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin WHERE id = ANY (${column(1, 'int')})`,
    [columnText(ids)],
  );
  return rows.map(toOrigin);
}

export async function findLog(sql: Sql, log: LogId): Promise<OriginRow | undefined> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin WHERE origin = $1 AND epoch = $2 AND lane = $3`,
    [log.origin, log.epoch, storedLane(log)],
  );
  return rows.map(toOrigin)[0];
}

/** Logs in the order of their ids, beginning with one. */
export async function originsFrom(sql: Sql, id: number, limit: number): Promise<OriginRow[]> {
  const rows: RawOrigin[] = await sql.query(
    `SELECT ${COLUMNS} FROM origin WHERE id >= $1 ORDER BY id LIMIT $2`,
    [id, limit],
  );
  return rows.map(toOrigin);
}

export async function allOrigins(sql: Sql): Promise<OriginRow[]> {
  const rows: RawOrigin[] = await sql.query(`SELECT ${COLUMNS} FROM origin ORDER BY id`);
  return rows.map(toOrigin);
}

/** Moves heads forward; the caller holds their locks. */
export async function advanceHeads(
  sql: Sql,
  heads: readonly (Head & { id: number; signer: string })[],
): Promise<void> {
  await sql.query(
    `UPDATE origin SET head_seq = t.seq, head_chain = t.chain, signer = t.signer
     FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}, ${column(3, 'text')}, ${column(4, 'text')})
       AS t (id, seq, chain, signer)
     WHERE origin.id = t.id`,
    [
      columnText(heads.map((head) => head.id)),
      columnText(heads.map((head) => head.seq)),
      columnText(heads.map((head) => head.chain)),
      columnText(heads.map((head) => head.signer)),
    ],
  );
}
