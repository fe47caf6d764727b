import { logKey, type Head } from './chain.js';
import { digest } from './digest.js';

/**
 * Buckets in which two nodes compare the heads of their logs. 13,000 logs make some 50 a bucket: one that differs costs
 * one list of digests (11 KB) and one bucket of heads (6 KB), however many logs there are.
 */
export const HEAD_BUCKETS = 256;

/** Which bucket a log is in: two characters of a digest, so that neighbours are spread. */
export function headBucket(log: Head): number {
  return Buffer.from(digest(logKey(log)).slice(0, 2), 'base64url').readUInt8(0);
}

/** The digest of each bucket; equal digests mean equal logs, entry by entry. An empty bucket has an empty text. */
export function headBuckets(heads: readonly Head[]): string[] {
  const lines = Array.from({ length: HEAD_BUCKETS }, (): string[] => []);
  for (const head of heads) lines[headBucket(head)]?.push(`${logKey(head)} ${head.seq} ${head.chain}`);
  return lines.map((bucket) => (bucket.length === 0 ? '' : digest(bucket.sort().join('\n'))));
}

/** One digest for all of them. */
export function headsDigest(heads: readonly Head[]): string {
  return digest(headBuckets(heads).join('\n'));
}
