import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** What a tier said of one entry. */
export interface ProgressRow {
  readonly originId: number;
  readonly seq: number;
  /** The tier's unit; '' is this node. */
  readonly tier: string;
  /** When it had the entry; null where it has not, or where it only has its say. */
  readonly receivedAt: string | null;
  readonly verdict: { readonly code: string; readonly zh: string; readonly en: string } | null;
}

/** Of a page of entries, in one statement. */
export async function readProgress(
  sql: Sql,
  places: readonly { readonly originId: number; readonly seq: number }[],
): Promise<ProgressRow[]> {
  const rows: {
    origin_id: number;
    seq: string;
    tier: string;
    at: string | null;
    code: string | null;
    zh: string;
    en: string;
  }[] = await sql.query(
    `WITH place AS (SELECT * FROM unnest(${column(1, 'int')}, ${column(2, 'bigint')}) AS t (origin_id, seq)),
       got AS (SELECT p.origin_id, p.seq, r.tier, r.at FROM place p
         JOIN receipt r ON r.origin_id = p.origin_id AND r.seq >= p.seq),
       held AS (SELECT v.origin_id, v.seq, v.tier, v.code, v.zh, v.en FROM place p
         JOIN verdict v ON v.origin_id = p.origin_id AND v.seq = p.seq AND NOT v.withdrawn)
     SELECT origin_id, seq, tier, at, code, zh, en FROM got FULL JOIN held USING (origin_id, seq, tier)`,
    [columnText(places.map((place) => place.originId)), columnText(places.map((place) => place.seq))],
  );
  return rows.map(({ origin_id, seq, tier, at, code, zh, en }) => ({
    originId: origin_id,
    seq: Number(seq),
    tier,
    receivedAt: at,
    verdict: code === null ? null : { code, zh, en },
  }));
}
