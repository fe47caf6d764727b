import type { Sql } from '../database.js';
import { OwnTrustEntity } from '../entities/own-trust.entity.js';

/** Another node's unit and address. */
export interface NodeAddress {
  readonly unit: string;
  readonly url: string | null;
}

/** Who and where the parent is, and where the configuration had it when it moved. */
export interface MovedParent {
  readonly unit: string;
  readonly from: string;
  readonly to: string;
}

export interface OwnTrust {
  readonly renewalWantedAt: Date | null;
  readonly parentTold: NodeAddress | null;
  readonly parentMoved: MovedParent | null;
}

export async function readOwnTrust(sql: Sql): Promise<OwnTrust> {
  const row = await sql.findOneByOrFail(OwnTrustEntity, { single: true });
  return {
    renewalWantedAt: row.renewalWantedAt,
    parentTold: row.parentTold as NodeAddress | null,
    parentMoved: row.parentMoved as MovedParent | null,
  };
}

export async function wantRenewal(sql: Sql): Promise<void> {
  await sql.query("UPDATE own_trust SET renewal_wanted_at = date_trunc('milliseconds', now())");
}

/** What was asked for before `wantedAt` is done; a wish that came meanwhile stands. */
export async function renewalDone(sql: Sql, wantedAt: Date): Promise<void> {
  await sql.query('UPDATE own_trust SET renewal_wanted_at = NULL WHERE renewal_wanted_at <= $1', [wantedAt]);
}

export async function tellParent(sql: Sql, told: NodeAddress | null): Promise<void> {
  await sql.query('UPDATE own_trust SET parent_told = $1', [told && JSON.stringify(told)]);
}

/** What the old parent has acknowledged says nothing about the new one: it gets every log from its beginning. */
export async function moveParent(tx: Sql, moved: MovedParent): Promise<void> {
  await tx.query('DELETE FROM link_head');
  await tx.query('UPDATE own_trust SET parent_moved = $1, parent_told = NULL', [JSON.stringify(moved)]);
}
