import fc from 'fast-check';
import { logKey, type Head } from './chain.js';
import { digest } from './digest.js';
import { HEAD_BUCKETS, headBucket, headBuckets, headsDigest } from './head-buckets.js';

const head = fc.record({
  origin: fc.integer({ min: 100_000, max: 999_999 }).map((code) => `140502${code}`),
  epoch: fc.integer({ min: 1, max: 3 }),
  lane: fc.constantFrom(undefined, 'urgent' as const),
  seq: fc.integer({ min: 1, max: 1_000_000 }),
  chain: fc.string().map(digest),
});
const heads = fc.uniqueArray(head, { maxLength: 60, selector: logKey });

/** Buckets in which two nodes differ. */
const differing = (one: readonly Head[], other: readonly Head[]): number[] => {
  const theirs = headBuckets(other);
  return headBuckets(one).flatMap((bucket, index) => (bucket === theirs[index] ? [] : [index]));
};

describe('I24 heads that are compared in buckets', () => {
  it('are equal where they are the same, in whatever order', () => {
    fc.assert(
      fc.property(heads, (all) => {
        expect(headsDigest([...all].reverse())).toBe(headsDigest(all));
        expect(headBuckets(all)).toHaveLength(HEAD_BUCKETS);
      }),
    );
  });
  it('differ in just the buckets of the logs that differ', () => {
    fc.assert(
      fc.property(heads, fc.nat(), head, (all, at, put) => {
        fc.pre(all.length > 0);
        const old = all[at % all.length] as Head;
        const changed = all.map((item) => (item === old ? { ...old, seq: put.seq, chain: put.chain } : item));
        const same = old.seq === put.seq && old.chain === put.chain;
        expect(differing(all, changed)).toEqual(same ? [] : [headBucket(old)]);
        expect(
          differing(
            all,
            all.filter((item) => item !== old),
          ),
        ).toEqual([headBucket(old)]);
        expect(headsDigest(changed) === headsDigest(all)).toBe(same);
      }),
    );
  });
});
