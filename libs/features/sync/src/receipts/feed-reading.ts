import { readCertificateChain, type CertificateChain, type LogId, type ReceiptSeal } from '#core/protocol';
import { LinkError } from '#features/nodes';
import {
  isCounter,
  readHeld,
  readLog,
  readSeal,
  Unreadable,
  type HeldEntry,
  type Unread,
} from './receipt-reading.js';

/** Rows of one page, of receipts and of verdicts: an answer stays far below what a link takes. */
export const FEED_ROWS_MAX = 500;

/** More certificates than a branch has tiers, also while they are being renewed. */
const CERTIFICATES_MAX = 32;

const FEED = /^[0-9a-f-]{36}$/;

export interface FeedAnswer {
  readonly feed: string;
  readonly cursor: number;
  readonly receipts: readonly (LogId & ReceiptSeal & { tier: string; seq: number; chain: string })[];
  readonly verdicts: readonly (LogId & HeldEntry & { tier: string; withdrawn: boolean })[];
  readonly certificates: readonly CertificateChain[];
  readonly more: boolean;
}

/** Reads a page of the parent's feed; what is not of its shape fails as a whole. */
export function readFeedAnswer(value: unknown): FeedAnswer {
  try {
    const { feed, cursor, receipts, verdicts, certificates, more } = (value ?? {}) as Unread;
    if (typeof feed !== 'string' || !FEED.test(feed)) throw new Unreadable('feed');
    if (!isCounter(cursor) || typeof more !== 'boolean') throw new Unreadable('cursor');
    return {
      feed,
      cursor,
      more,
      receipts: list(receipts, FEED_ROWS_MAX).map((item) => {
        const { tier, seq, chain } = item;
        if (!isCounter(seq) || typeof chain !== 'string') throw new Unreadable('receipt');
        return { ...readLog(item), ...readSeal(item), tier: readTier(tier), seq, chain };
      }),
      verdicts: list(verdicts, FEED_ROWS_MAX).map((item) => ({
        ...readLog(item),
        ...readHeld(item),
        tier: readTier(item['tier']),
        withdrawn: item['withdrawn'] === true,
      })),
      certificates: list(certificates, CERTIFICATES_MAX).flatMap((item) => {
        const chain = readCertificateChain(item);
        return chain ? [chain] : [];
      }),
    };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new LinkError(`answer_unreadable:${error.message}`);
  }
}

function readTier(value: unknown): string {
  if (typeof value !== 'string') throw new Unreadable('tier');
  return value;
}

function list(value: unknown, max: number): readonly Unread[] {
  if (!Array.isArray(value) || value.length > max) throw new Unreadable('shape');
  if (value.some((item) => typeof item !== 'object' || item === null)) throw new Unreadable('shape');
  return value as Unread[];
}
