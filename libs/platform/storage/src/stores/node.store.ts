import type { Level } from '#core/kernel';
import type { Sql } from '../database.js';
import { NodeEntity } from '../entities/node.entity.js';

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
  },
): Promise<void> {
  await sql.query(
    `INSERT INTO node (unit, level, fingerprint, version, protocol, last_seen_at, clock_skew_ms)
     VALUES ($1, $2, $3, $4, $5, now(), $6)
     ON CONFLICT (unit) DO UPDATE SET fingerprint = excluded.fingerprint, version = excluded.version,
       protocol = excluded.protocol, last_seen_at = excluded.last_seen_at, clock_skew_ms = excluded.clock_skew_ms`,
    [beat.unit, beat.level, beat.fingerprint, beat.version, beat.protocol, Math.round(beat.clockSkewMs)],
  );
}
