import type { Head } from './chain.js';
import { nextChain } from './chain.js';
import { entryHash } from './entry.js';
import type { Segment } from './frame.js';

/** The chain after each entry of a segment, in order; the last one is what its checkpoint signs. */
export function chainsOf(segment: Segment): readonly string[] {
  const chains: string[] = [];
  let chain = segment.prevChain;
  for (const entry of segment.entries) {
    chain = nextChain(chain, entryHash(entry));
    chains.push(chain);
  }
  return chains;
}

/** The head that a segment leads to. */
export function headAfter(segment: Segment, chains: readonly string[]): Head {
  return {
    origin: segment.origin,
    epoch: segment.epoch,
    lane: segment.lane,
    seq: segment.from + segment.entries.length - 1,
    chain: chains.at(-1) ?? segment.prevChain,
  };
}

/**
 * How a segment meets what the receiver holds:
 * `continues`  the first `known` entries are held already (0 where it joins exactly), the rest is new
 * `repeats`    all of it is held already
 * `gap`        entries between the head and the segment are missing
 * `fork`       the two differ at `seq`, though both claim to be the same log
 */
export type Continuity =
  | { readonly kind: 'continues'; readonly known: number }
  | { readonly kind: 'repeats' }
  | { readonly kind: 'gap' }
  | { readonly kind: 'fork'; readonly seq: number };

/**
 * Compares at the one or two places where both sides have a chain. `heldChain(seq)` gives the receiver's chain at a
 * seq that it holds (0 is the log's genesis).
 */
export function compare(
  segment: Segment,
  chains: readonly string[],
  head: Head,
  heldChain: (seq: number) => string | undefined,
): Continuity {
  const before = segment.from - 1;
  if (before > head.seq) return { kind: 'gap' };
  if (heldChain(before) !== segment.prevChain) return { kind: 'fork', seq: before };
  const last = before + chains.length;
  const common = Math.min(last, head.seq);
  const theirs = common === before ? segment.prevChain : chains[common - segment.from];
  if (heldChain(common) !== theirs) return { kind: 'fork', seq: common };
  return last <= head.seq ? { kind: 'repeats' } : { kind: 'continues', known: head.seq - before };
}

/**
 * The last seq at which a segment that forks still agrees with the receiver's log; null where the two part before it.
 * Once chains differ they differ for ever, so the place is found by halving.
 */
export function lastCommonSeq(
  segment: Segment,
  chains: readonly string[],
  heldChain: (seq: number) => string | undefined,
): number | null {
  const before = segment.from - 1;
  if (heldChain(before) !== segment.prevChain) return null;
  let [common, differing] = [before, before + chains.length + 1];
  while (differing - common > 1) {
    const middle = Math.floor((common + differing) / 2);
    if (heldChain(middle) === chains[middle - segment.from]) common = middle;
    else differing = middle;
  }
  return common;
}

/** The seqs at which `compare` asks for the receiver's chain, so that they can be fetched for a whole frame at once. */
export function comparedSeqs(segment: Segment, head: Head): readonly number[] {
  const before = segment.from - 1;
  return [before, Math.min(before + segment.entries.length, head.seq)];
}
