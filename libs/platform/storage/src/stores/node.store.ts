import type { Level } from '#core/kernel';
import type { Sql } from '../database.js';
import { NodeEntity, type NodeMove } from '../entities/node.entity.js';

/** A node below this one. */
export interface NodeRow {
  readonly unit: string;
  readonly level: Level;
  /** True where records of the unit are entered there, and not here. */
  readonly enters: boolean;
  readonly fingerprint: string | null;
  readonly version: string | null;
  readonly protocol: number | null;
  readonly lastSeenAt: Date | null;
  /** How far its clock is ahead of ours. */
  readonly clockSkewMs: number | null;
  /** Where it says that it can be reached. */
  readonly url: string | null;
  readonly pairedAt: Date | null;
  /** Since when its requests are refused. */
  readonly suspendedAt: Date | null;
  readonly suspendedReason: string | null;
  readonly moving: NodeMove | null;
}

export async function allNodes(sql: Sql): Promise<NodeRow[]> {
  const rows = await sql.find(NodeEntity, { order: { unit: 'ASC' } });
  return rows.map((row) => ({
    ...row,
    clockSkewMs: row.clockSkewMs === null ? null : Number(row.clockSkewMs),
  }));
}

/** Writes down that a node was heard of. One that speaks is known, whoever enters for its unit. */
export async function recordHeartbeat(
  sql: Sql,
  beat: {
    readonly unit: string;
    readonly level: Level;
    readonly fingerprint: string;
    readonly version: string;
    readonly protocol: number;
    readonly clockSkewMs: number;
    readonly url: string | null;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO node (unit, level, fingerprint, version, protocol, last_seen_at, clock_skew_ms, url)
     VALUES ($1, $2, $3, $4, $5, now(), $6, $7)
     ON CONFLICT (unit) DO UPDATE SET fingerprint = excluded.fingerprint, version = excluded.version,
       protocol = excluded.protocol, last_seen_at = excluded.last_seen_at, clock_skew_ms = excluded.clock_skew_ms,
       url = coalesce(excluded.url, node.url)`,
    [
      beat.unit,
      beat.level,
      beat.fingerprint,
      beat.version,
      beat.protocol,
      Math.round(beat.clockSkewMs),
      beat.url,
    ],
  );
}

/**
 * Writes down a node that was let in. It enters its unit's records from now on, unless this node holds logs of the unit
 * that it writes itself: those are handed over on purpose.
 */
export async function recordPairing(
  sql: Sql,
  node: {
    readonly unit: string;
    readonly level: Level;
    readonly fingerprint: string;
    readonly version: string | null;
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO node (unit, level, enters, fingerprint, version, paired_at)
     SELECT $1, $2, NOT EXISTS (SELECT 1 FROM origin WHERE local AND starts_with(origin, $1)), $3, $4, now()
     ON CONFLICT (unit) DO UPDATE SET fingerprint = excluded.fingerprint,
       version = coalesce(excluded.version, node.version), enters = node.enters OR excluded.enters, paired_at = now(), suspended_at = NULL, suspended_reason = NULL`,
    [node.unit, node.level, node.fingerprint, node.version],
  );
}

/** Stops a node, with a reason, or lets it go on (null); false where there is no such node. */
export async function suspendNode(sql: Sql, unit: string, reason: string | null): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `WITH changed AS (
       UPDATE node SET suspended_at = CASE WHEN $2::text IS NOT NULL THEN coalesce(suspended_at, now()) END,
         suspended_reason = $2 WHERE unit = $1 RETURNING 1
     ) SELECT * FROM changed`,
    [unit, reason],
  );
  return rows.length > 0;
}

/** The unit has no node any more: it is hosted again. */
export async function forgetNodeKey(sql: Sql, unit: string): Promise<void> {
  await sql.query('UPDATE node SET fingerprint = NULL, paired_at = NULL WHERE unit = $1', [unit]);
}
