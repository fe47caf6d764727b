import fc from 'fast-check';
import {
  chainsOf,
  compare,
  comparedSeqs,
  entryHash,
  genesis,
  headAfter,
  nextChain,
  type Continuity,
  type Head,
  type SealedEntry,
  type Segment,
} from './index.js';

const LOG = { origin: '140502001001', epoch: 1 };
const CHECKPOINT = { signer: '', signature: '' };

/** Entries are told apart by their header alone: what is in them does not matter here. */
const entryOf = (name: string): SealedEntry => ({ header: `{"${name}"}`, sections: ['-', '-', '-', '-'] });

/** `chains[n]` is the chain after entry n; `chains[0]` the genesis. */
function chainsFrom(names: readonly string[]): string[] {
  const chains = [genesis(LOG)];
  for (const name of names) chains.push(nextChain(chains.at(-1) ?? '', entryHash(entryOf(name))));
  return chains;
}

/** The entries `from` to `to` of a log, both counted from 1. */
function segmentOf(names: readonly string[], from: number, to: number): Segment {
  const prevChain = chainsFrom(names)[from - 1] ?? '';
  return { ...LOG, from, prevChain, checkpoint: CHECKPOINT, entries: names.slice(from - 1, to).map(entryOf) };
}

/** What the receiver says that holds these entries. Also checks that it was asked only for what it was told to fetch. */
function meet(held: readonly string[], segment: Segment): Continuity {
  const chains = chainsFrom(held);
  const head: Head = { ...LOG, seq: held.length, chain: chains.at(-1) ?? '' };
  const fetched = comparedSeqs(segment, head);
  return compare(segment, chainsOf(segment), head, (seq) => {
    expect(fetched).toContain(seq);
    return chains[seq];
  });
}

const ABCDE = ['a', 'b', 'c', 'd', 'e'];

describe('I10 how a segment meets a log', () => {
  it.each<[string, string[], Segment, Continuity]>([
    ['begins an empty log', [], segmentOf(ABCDE, 1, 3), { kind: 'continues', known: 0 }],
    ['joins the head', ['a', 'b'], segmentOf(ABCDE, 3, 5), { kind: 'continues', known: 0 }],
    ['overlaps the head', ['a', 'b', 'c'], segmentOf(ABCDE, 2, 5), { kind: 'continues', known: 2 }],
    ['overlaps from the first entry', ['a', 'b'], segmentOf(ABCDE, 1, 5), { kind: 'continues', known: 2 }],
    ['repeats the last entry', ['a', 'b'], segmentOf(ABCDE, 2, 2), { kind: 'repeats' }],
    ['repeats all', ABCDE, segmentOf(ABCDE, 1, 5), { kind: 'repeats' }],
    ['repeats the middle', ABCDE, segmentOf(ABCDE, 2, 4), { kind: 'repeats' }],
    ['leaves one out', ['a', 'b'], segmentOf(ABCDE, 4, 5), { kind: 'gap' }],
    ['leaves the first out', [], segmentOf(ABCDE, 2, 5), { kind: 'gap' }],
    ['differs at the head', ['a', 'x'], segmentOf(ABCDE, 3, 5), { kind: 'fork', seq: 2 }],
    ['differs before the head', ['x', 'b'], segmentOf(ABCDE, 3, 5), { kind: 'fork', seq: 2 }],
    ['differs inside the overlap', ['a', 'x', 'c'], segmentOf(ABCDE, 1, 5), { kind: 'fork', seq: 3 }],
    ['differs at the end of the overlap', ['a', 'b', 'x'], segmentOf(ABCDE, 2, 4), { kind: 'fork', seq: 3 }],
    ['differs before the overlap', ['x', 'b', 'c'], segmentOf(ABCDE, 2, 5), { kind: 'fork', seq: 1 }],
    ['differs in what it repeats', ABCDE, segmentOf(['a', 'x'], 2, 2), { kind: 'fork', seq: 2 }],
    [
      'begins another log',
      [],
      { ...segmentOf(ABCDE, 1, 5), prevChain: genesis({ ...LOG, epoch: 2 }) },
      { kind: 'fork', seq: 0 },
    ],
    [
      'repeats an entry of another log',
      ['a'],
      { ...segmentOf(ABCDE, 1, 1), prevChain: genesis({ ...LOG, epoch: 2 }) },
      { kind: 'fork', seq: 0 },
    ],
    [
      'has the right entries behind a wrong chain',
      ['a'],
      { ...segmentOf(ABCDE, 2, 5), prevChain: genesis(LOG) },
      { kind: 'fork', seq: 1 },
    ],
  ])('%s', (_, held, segment, expected) => {
    expect(meet(held, segment)).toEqual(expected);
  });

  /** The same question answered by comparing lists entry by entry. */
  function naive(held: readonly string[], sent: readonly string[], from: number, to: number): Continuity {
    const before = from - 1;
    const differs = (end: number): boolean => sent.slice(0, end).some((name, index) => held[index] !== name);
    if (before > held.length) return { kind: 'gap' };
    if (differs(before)) return { kind: 'fork', seq: before };
    const common = Math.min(to, held.length);
    if (differs(common)) return { kind: 'fork', seq: common };
    return to <= held.length ? { kind: 'repeats' } : { kind: 'continues', known: held.length - before };
  }

  /** Two logs that agree for a while and, perhaps, part. */
  const twoLogs = fc
    .tuple(
      fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }),
      fc.array(fc.constantFrom('a', 'b'), { maxLength: 4 }),
      fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 }),
    )
    .map(([shared, ours, theirs]) => ({ held: [...shared, ...ours], sent: [...shared, ...theirs] }));

  it('agrees with a comparison of the whole lists', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(twoLogs, fc.nat(), fc.nat(), ({ held, sent }, first, length) => {
        const from = 1 + (first % sent.length);
        const to = from + (length % (sent.length - from + 1));
        const outcome = meet(held, segmentOf(sent, from, to));
        seen.add(outcome.kind);
        expect(outcome).toEqual(naive(held, sent, from, to));
      }),
      { numRuns: 3_000 },
    );
    expect([...seen].sort()).toEqual(['continues', 'fork', 'gap', 'repeats']);
  });

  it('builds the same log out of any order of resends, repeats and losses', () => {
    const log = Array.from({ length: 12 }, (_, index) => `entry ${index}`);
    const deliveries = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 5 })));
    fc.assert(
      fc.property(deliveries, (sent) => {
        let held: string[] = [];
        const deliver = (from: number, to: number): void => {
          const outcome = meet(held, segmentOf(log, from, to));
          expect(outcome.kind).not.toBe('fork');
          if (outcome.kind === 'continues') held = [...held, ...log.slice(from - 1 + outcome.known, to)];
          expect(held).toEqual(log.slice(0, held.length));
        };
        for (const [from, more] of sent) deliver(from, Math.min(from + more, log.length));
        if (held.length < log.length) deliver(held.length + 1, log.length);
        expect(held).toEqual(log);
      }),
    );
  });
});

describe('I9 the chain', () => {
  it('is equal only where the same log has the same entries in the same order', () => {
    const anyLog = fc.record({
      origin: fc.constantFrom('140502001001', '140502001002', '140502001'),
      epoch: fc.constantFrom(1, 2, 11),
      names: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }),
    });
    const headOf = ({ origin, epoch, names }: { origin: string; epoch: number; names: string[] }): string =>
      names.reduce((chain, name) => nextChain(chain, entryHash(entryOf(name))), genesis({ origin, epoch }));
    fc.assert(
      fc.property(anyLog, anyLog, (one, other) => {
        expect(headOf(one) === headOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
  });
  it('does not run origin and epoch into each other', () => {
    expect(genesis({ origin: '1405', epoch: 11 })).not.toBe(genesis({ origin: '14051', epoch: 1 }));
  });
  it('leads to the head that a segment ends at', () => {
    const segment = segmentOf(ABCDE, 3, 5);
    const chains = chainsOf(segment);
    expect(chains).toEqual(chainsFrom(ABCDE).slice(3));
    expect(headAfter(segment, chains)).toEqual({ ...LOG, seq: 5, chain: chains[2] });
  });
});
