import { createHash, randomUUID } from 'node:crypto';
import { directiveHash, downGenesis, nextChain, sealDirective, signDownHead } from '#core/protocol';
import type { TestFleet } from './fleet.js';
import { printOf, type LinkNode } from './link.js';

type Json = Parameters<typeof sealDirective>[0]['body'];

/** The line of a directive of any kind, with any body. */
export function directiveLine(kind: string, body: Json): string {
  return sealDirective({ id: randomUUID(), kind, issuedAt: new Date().toISOString(), body });
}

export function blobOf(text: string): { readonly digest: string; readonly bytes: number } {
  const digest = createHash('sha256').update(text, 'utf8').digest('base64url');
  return { digest, bytes: Buffer.byteLength(text) };
}

export interface PlantedDirective {
  readonly issuer: string;
  /** Default: the issuer itself. */
  readonly addressee?: string;
  readonly line: string;
  readonly signer: LinkNode;
}

/**
 * Puts a directive behind the last one of a log in a node's database, past the node and its rules, and tells the feed. The
 * signature is good for the signer's key.
 */
export async function plantDirective(
  test: TestFleet,
  unit: string,
  { issuer, addressee = issuer, line, signer }: PlantedDirective,
): Promise<number> {
  await test.query(
    unit,
    `INSERT INTO down_log (issuer, epoch, addressee) SELECT $1, 1, $2
     WHERE NOT EXISTS (SELECT 1 FROM down_log WHERE issuer = $1 AND addressee = $2)`,
    [issuer, addressee],
  );
  const [log] = await test.query<{ id: number; epoch: number; head_seq: string; chain: string | null }>(
    unit,
    `SELECT l.id, l.epoch, l.head_seq, d.chain FROM down_log l
     LEFT JOIN directive d ON d.log_id = l.id AND d.seq = l.head_seq
     WHERE l.issuer = $1 AND l.addressee = $2 ORDER BY l.epoch DESC LIMIT 1`,
    [issuer, addressee],
  );
  if (!log) throw new Error('the log was just made');
  const place = { issuer, epoch: log.epoch, addressee };
  const seq = Number(log.head_seq) + 1;
  const chain = nextChain(log.chain ?? downGenesis(place), directiveHash(line));
  const signature = signDownHead(signer.key, { ...place, seq, chain });
  const { kind = '', body } = parsed(line);
  await test.query(
    unit,
    `WITH next AS (UPDATE down_feed SET revision = revision + 1 RETURNING revision),
       head AS (UPDATE down_log SET head_seq = $2 WHERE id = $1)
     INSERT INTO directive (log_id, seq, line, chain, signer, signature, kind, blob, blob_bytes, state, revision)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 'applied', revision FROM next`,
    [log.id, seq, line, chain, printOf(signer), signature, kind, body?.blob?.digest, body?.blob?.bytes],
  );
  return seq;
}

function parsed(line: string): {
  readonly kind?: string;
  readonly body?: { readonly blob?: { readonly digest: string; readonly bytes: number } };
} {
  try {
    return JSON.parse(line) as ReturnType<typeof parsed>;
  } catch {
    return {};
  }
}

/** Puts a document into a node's database. */
export async function plantBlob(test: TestFleet, unit: string, text: string): Promise<void> {
  const { digest, bytes } = blobOf(text);
  await test.query(unit, 'INSERT INTO blob VALUES ($1, $2, $3, true) ON CONFLICT DO NOTHING', [
    digest,
    bytes,
    Buffer.from(text),
  ]);
}
