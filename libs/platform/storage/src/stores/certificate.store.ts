import type { CertificateChain } from '#core/protocol';
import type { Sql } from '../database.js';
import { CertificateEntity } from '../entities/certificate.entity.js';
import { column, columnText } from './column-text.js';

/** Chains by the fingerprint of their first certificate. */
export async function findCertificates(
  sql: Sql,
  fingerprints: readonly string[],
): Promise<Map<string, CertificateChain>> {
  const rows: { fingerprint: string; chain: CertificateChain }[] = await sql.query(
    `SELECT fingerprint, chain FROM certificate WHERE fingerprint = ANY (${column(1, 'text')})`,
    [columnText(fingerprints)],
  );
  return new Map(rows.map((row) => [row.fingerprint, row.chain]));
}

export async function putCertificate(
  sql: Sql,
  certificate: { fingerprint: string; unit: string; chain: CertificateChain },
): Promise<void> {
  await sql
    .createQueryBuilder()
    .insert()
    .into(CertificateEntity)
    .values({ ...certificate })
    .orIgnore()
    .execute();
}
