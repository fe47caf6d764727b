import type { CertificateChain } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

export interface RevocationRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly unit: string;
  readonly claims: string;
  readonly signature: string;
  readonly chain: CertificateChain;
}

const COLUMNS = 'id, fingerprint, unit, claims, signature, chain';

/** Stores what is new; gives how many that were. */
export async function putRevocations(sql: Sql, rows: readonly RevocationRow[]): Promise<number> {
  if (rows.length === 0) return 0;
  const stored: unknown[] = await sql.query(
    `WITH stored AS (
       INSERT INTO revocation (${COLUMNS})
       SELECT i, f, u, c, s, h::jsonb FROM unnest(${column(1, 'text')}, ${column(2, 'text')}, ${column(3, 'text')},
         ${column(4, 'text')}, ${column(5, 'text')}, ${column(6, 'text')}) AS t (i, f, u, c, s, h)
       ON CONFLICT (id) DO NOTHING RETURNING 1
     ) SELECT * FROM stored`,
    [
      columnText(rows.map((row) => row.id)),
      columnText(rows.map((row) => row.fingerprint)),
      columnText(rows.map((row) => row.unit)),
      columnText(rows.map((row) => row.claims)),
      columnText(rows.map((row) => row.signature)),
      columnText(rows.map((row) => JSON.stringify(row.chain))),
    ],
  );
  return stored.length;
}

/** Every statement about these signers. */
export async function revocationsOf(sql: Sql, fingerprints: readonly string[]): Promise<RevocationRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM revocation WHERE fingerprint = ANY (${column(1, 'text')}) ORDER BY id`,
    [columnText(fingerprints)],
  );
}

/** What a unit's node shares with the nodes around it: statements about units below it, about it and about units above. */
const SHARED = `(starts_with(unit, $1) OR starts_with($1, unit))`;

export async function sharedRevocationIds(sql: Sql, unit: string): Promise<string[]> {
  const rows: { id: string }[] = await sql.query(
    `SELECT id FROM revocation WHERE ${SHARED} ORDER BY id COLLATE "C"`,
    [unit],
  );
  return rows.map((row) => row.id);
}

/** Those of the named statements that a unit's node shares. */
export async function sharedRevocations(
  sql: Sql,
  unit: string,
  ids: readonly string[],
): Promise<RevocationRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM revocation WHERE ${SHARED} AND id = ANY (${column(2, 'text')}) ORDER BY id`,
    [unit, columnText(ids)],
  );
}

export interface SignedHead {
  readonly originId: number;
  readonly origin: string;
  readonly epoch: number;
  readonly lane: string;
  readonly seq: number;
  readonly chain: string;
}

/** The last checkpoint of a signer in every log of a unit's subtree; the caller holds the logs' locks. */
export async function lastSignedBy(sql: Sql, fingerprint: string, unit: string): Promise<SignedHead[]> {
  const rows: (Omit<SignedHead, 'seq'> & { seq: string })[] = await sql.query(
    `SELECT o.id AS "originId", o.origin, o.epoch, o.lane, l.seq, l.chain
     FROM origin o CROSS JOIN LATERAL (
       SELECT seq, chain FROM log_entry WHERE origin_id = o.id AND signer = $1 ORDER BY seq DESC LIMIT 1
     ) l WHERE starts_with(o.origin, $2) ORDER BY o.id`,
    [fingerprint, unit],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}

/** Locks every log of a unit's subtree, so that nothing is appended while its head is written down. */
export async function lockLogsOf(tx: Sql, unit: string): Promise<void> {
  await tx.query(`SELECT 1 FROM origin WHERE starts_with(origin, $1) ORDER BY id FOR UPDATE`, [unit]);
}

/** Fingerprints of a unit's own certificates that speak yet. */
export async function speakingCertificates(sql: Sql, unit: string): Promise<string[]> {
  const rows: { fingerprint: string }[] = await sql.query(
    `SELECT fingerprint FROM certificate c WHERE unit = $1
       AND NOT EXISTS (SELECT 1 FROM revocation r WHERE r.fingerprint = c.fingerprint) ORDER BY received_at`,
    [unit],
  );
  return rows.map((row) => row.fingerprint);
}

/** True where a certificate of this public key has been revoked. */
export async function isRevokedKey(sql: Sql, publicKey: string): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `SELECT 1 FROM revocation r JOIN certificate c ON c.fingerprint = r.fingerprint
     WHERE (c.chain -> 0 ->> 'claims')::jsonb ->> 'key' = $1 LIMIT 1`,
    [publicKey],
  );
  return rows.length > 0;
}

/** Issuing for a unit and revoking its keys take turns, so that no certificate slips through between the two. */
export async function lockTrustOf(tx: Sql, unit: string): Promise<void> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('silian-trust ' || $1, 0))`, [unit]);
}
