import type { Sql } from '../database.js';
import { CatalogueEntity } from '../entities/catalogue.entity.js';
import { NodeIdentityEntity } from '../entities/node-identity.entity.js';

export interface CatalogueRow {
  readonly version: string;
  readonly digest: string;
  readonly document: unknown;
}

export async function activeCatalogue(sql: Sql): Promise<CatalogueRow | undefined> {
  return (await sql.findOneBy(CatalogueEntity, { active: true })) ?? undefined;
}

/** What tells one active catalogue from the next, without its document. */
export async function activeCatalogueDigest(sql: Sql): Promise<string | undefined> {
  const [row]: { digest: string }[] = await sql.query('SELECT digest FROM catalogue WHERE active');
  return row?.digest;
}

/** Makes this version the active one. Replicas that start together take turns, since only one can be. */
export async function activateCatalogue(tx: Sql, row: CatalogueRow): Promise<void> {
  await tx.query('LOCK TABLE catalogue IN SHARE ROW EXCLUSIVE MODE');
  await tx.update(CatalogueEntity, { active: true }, { active: false });
  await tx.query(
    `INSERT INTO catalogue (version, digest, document, active) VALUES ($1, $2, $3, true)
     ON CONFLICT (version) DO UPDATE SET digest = excluded.digest, document = excluded.document, active = true`,
    [row.version, row.digest, JSON.stringify(row.document)],
  );
}

/** Versions that were in force here once, the newest first, without those whose digests are known already. */
export async function cataloguesBeside(
  sql: Sql,
  known: readonly string[],
  limit: number,
): Promise<CatalogueRow[]> {
  return sql.query(
    `SELECT version, digest, document FROM catalogue WHERE NOT digest = ANY ($1) ORDER BY loaded_at DESC LIMIT $2`,
    [known, limit],
  );
}

/** The digest of the catalogue that has this version here, whether or not it is in force. */
export async function digestOfVersion(sql: Sql, version: string): Promise<string | undefined> {
  const [row]: { digest: string }[] = await sql.query('SELECT digest FROM catalogue WHERE version = $1', [
    version,
  ]);
  return row?.digest;
}

/** The unit that this database belongs to, and what its cells were counted with. */
export async function readIdentity(sql: Sql): Promise<NodeIdentityEntity | undefined> {
  const [row] = await sql.find(NodeIdentityEntity);
  return row;
}

export async function claimDatabase(sql: Sql, unit: string): Promise<void> {
  await sql.query('INSERT INTO node_identity (unit) VALUES ($1) ON CONFLICT DO NOTHING', [unit]);
}

/** Whoever looks next finds that the cells have to be counted again. */
export async function forgetCountedWith(sql: Sql): Promise<void> {
  await sql.query('UPDATE node_identity SET counted_with = NULL');
}
