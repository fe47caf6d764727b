import type { LogId } from '#core/protocol';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import { laneOf } from './origin.store.js';

export interface ReceiptRow {
  readonly originId: number;
  readonly tier: string;
  readonly seq: number;
  readonly chain: string;
  /** The tier's own instant, in the spelling that it signed. */
  readonly at: string;
  /** Both null where a tier of a version before acknowledged without a signature. */
  readonly signer: string | null;
  readonly signature: string | null;
}

export interface VerdictRow {
  readonly originId: number;
  readonly seq: number;
  readonly tier: string;
  readonly record: string | null;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly withdrawn: boolean;
}

/**
 * Takes `count` revisions. The row stays locked until the transaction ends, so that revisions are committed in their
 * order, and whoever has read up to one will never miss a smaller one.
 */
async function takeRevisions(tx: Sql, count: number): Promise<number> {
  const [row]: { revision: string }[] = await tx.query(
    `WITH taken AS (UPDATE receipt_feed SET revision = revision + $1 RETURNING revision)
     SELECT revision FROM taken`,
    [count],
  );
  if (!row) throw new TypeError('the feed has its row from the migration');
  return Number(row.revision) - count;
}

/** The tier's newest word holds, also where it went back; an older one that is repeated changes nothing. */
export async function putReceipts(tx: Sql, rows: readonly ReceiptRow[]): Promise<void> {
  if (rows.length === 0) return;
  const before = await takeRevisions(tx, rows.length);
  const types = ['int', 'text', 'bigint', 'text', 'text', 'text', 'text'];
  await tx.query(
    `INSERT INTO receipt (origin_id, tier, seq, chain, at, signer, signature, revision)
     SELECT origin_id, tier, seq, chain, at, signer, signature, $8::bigint + place
     FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')}) WITH ORDINALITY
       AS t (origin_id, tier, seq, chain, at, signer, signature, place)
     ON CONFLICT (origin_id, tier) DO UPDATE SET seq = excluded.seq, chain = excluded.chain, at = excluded.at,
       signer = excluded.signer, signature = excluded.signature, revision = excluded.revision
       WHERE receipt.at < excluded.at`,
    [
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.tier)),
      columnText(rows.map((row) => row.seq)),
      columnText(rows.map((row) => row.chain)),
      columnText(rows.map((row) => row.at)),
      columnText(rows.map((row) => row.signer)),
      columnText(rows.map((row) => row.signature)),
      before,
    ],
  );
}

export async function putVerdicts(tx: Sql, rows: readonly VerdictRow[]): Promise<void> {
  if (rows.length === 0) return;
  const before = await takeRevisions(tx, rows.length);
  const types = ['int', 'bigint', 'text', 'uuid', 'text', 'text', 'text', 'boolean'];
  await tx.query(
    `INSERT INTO verdict (origin_id, seq, tier, record, code, zh, en, withdrawn, revision)
     SELECT origin_id, seq, tier, record, code, zh, en, withdrawn, $9::bigint + place
     FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')}) WITH ORDINALITY
       AS t (origin_id, seq, tier, record, code, zh, en, withdrawn, place)
     ON CONFLICT (origin_id, seq, tier) DO UPDATE SET record = excluded.record, code = excluded.code,
       zh = excluded.zh, en = excluded.en, withdrawn = excluded.withdrawn, revision = excluded.revision
       WHERE (verdict.code, verdict.zh, verdict.en, verdict.withdrawn)
         IS DISTINCT FROM (excluded.code, excluded.zh, excluded.en, excluded.withdrawn)`,
    [
      columnText(rows.map((row) => row.originId)),
      columnText(rows.map((row) => row.seq)),
      columnText(rows.map((row) => row.tier)),
      columnText(rows.map((row) => row.record)),
      columnText(rows.map((row) => row.code)),
      columnText(rows.map((row) => row.zh)),
      columnText(rows.map((row) => row.en)),
      columnText(rows.map((row) => String(row.withdrawn))),
      before,
    ],
  );
}

export type FedReceipt = LogId & Omit<ReceiptRow, 'originId'> & { readonly revision: number };
export type FedVerdict = LogId & Omit<VerdictRow, 'originId'> & { readonly revision: number };

export interface FeedPage {
  readonly feed: string;
  /** The last revision that is committed. */
  readonly head: number;
  readonly receipts: readonly FedReceipt[];
  readonly verdicts: readonly FedVerdict[];
}

/** Signed receipts and verdicts of the logs within a unit, behind a revision: one snapshot, `limit` rows of each. */
export async function readFeed(
  sql: Sql,
  page: { readonly unit: string; readonly after: number; readonly limit: number },
): Promise<FeedPage> {
  const rows = (
    table: string,
    condition: string,
  ): string => `coalesce((SELECT json_agg(t ORDER BY t.revision) FROM (
    SELECT o.origin, o.epoch, o.lane, t.* FROM ${table} t JOIN origin o ON o.id = t.origin_id
    WHERE t.revision > $1 AND o.origin >= $2 AND o.origin < $3 AND ${condition}
    ORDER BY t.revision LIMIT $4) t), '[]')`;
  const [row]: {
    feed: string;
    revision: string;
    receipts: (Omit<FedReceipt, 'lane'> & { lane: string })[];
    verdicts: (Omit<FedVerdict, 'lane'> & { lane: string })[];
  }[] = await sql.query(
    `SELECT feed, revision, ${rows('receipt', 't.signature IS NOT NULL')} AS receipts,
       ${rows('verdict', 'true')} AS verdicts FROM receipt_feed`,
    [page.after, page.unit, `${page.unit}~`, page.limit],
  );
  if (!row) throw new TypeError('the feed has its row from the migration');
  return {
    feed: row.feed,
    head: Number(row.revision),
    receipts: row.receipts.map((item) => ({ ...item, lane: laneOf(item.lane) })),
    verdicts: row.verdicts.map((item) => ({ ...item, lane: laneOf(item.lane) })),
  };
}
