import type { BlobName } from '#core/protocol';
import type { Sql } from '../database.js';

/** A document as a whole; one that has come in part is completed. */
export async function putBlob(tx: Sql, { digest, bytes }: BlobName, content: Buffer): Promise<void> {
  await tx.query(
    `INSERT INTO blob (digest, bytes, content, whole) VALUES ($1, $2, $3, true)
     ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes, content = excluded.content, whole = true
       WHERE NOT blob.whole`,
    [digest, bytes, content],
  );
}

/** The next part of a document; what does not begin where the last one ended is passed over. */
export async function appendToBlob(
  sql: Sql,
  { digest, bytes }: BlobName,
  offset: number,
  part: Buffer,
): Promise<void> {
  await sql.query(
    `INSERT INTO blob (digest, bytes, content, whole) SELECT $1, $2, $4, false WHERE $3::int = 0
     ON CONFLICT (digest) DO NOTHING`,
    [digest, bytes, offset, part],
  );
  if (offset === 0) return;
  await sql.query(
    `UPDATE blob SET content = content || $3 WHERE digest = $1 AND length(content) = $2 AND NOT whole`,
    [digest, offset, part],
  );
}

/** Forgets what has come of a document: it turned out to be another one. */
export async function dropBlobPart(sql: Sql, digest: string): Promise<void> {
  await sql.query('DELETE FROM blob WHERE digest = $1 AND NOT whole', [digest]);
}

/** A part of a document that is here as a whole; undefined where it is not. */
export async function readBlobPart(
  sql: Sql,
  digest: string,
  offset: number,
  length: number,
): Promise<Buffer | undefined> {
  const [row]: { part: Buffer }[] = await sql.query(
    `SELECT substring(content FROM $2 + 1 FOR $3) AS part FROM blob WHERE digest = $1 AND whole`,
    [digest, offset, length],
  );
  return row?.part;
}

/** What has come of a document that is not whole. */
export async function readBlobSoFar(sql: Sql, digest: string): Promise<Buffer | undefined> {
  const [row]: { content: Buffer }[] = await sql.query('SELECT content FROM blob WHERE digest = $1', [
    digest,
  ]);
  return row?.content;
}

export async function readBlob(sql: Sql, digest: string): Promise<Buffer | undefined> {
  const [row]: { content: Buffer }[] = await sql.query(
    'SELECT content FROM blob WHERE digest = $1 AND whole',
    [digest],
  );
  return row?.content;
}

/** Documents that directives name and that are not here as a whole, with what has come of them in bytes. */
export async function missingBlobs(
  sql: Sql,
  limit: number,
): Promise<(BlobName & { readonly have: number })[]> {
  return sql.query(
    `SELECT d.blob AS digest, max(d.blob_bytes) AS bytes, coalesce(max(length(b.content)), 0) AS have
     FROM directive d LEFT JOIN blob b ON b.digest = d.blob
     WHERE d.blob IS NOT NULL AND b.whole IS NOT TRUE
     GROUP BY d.blob ORDER BY max(d.revision) LIMIT $1`,
    [limit],
  );
}
