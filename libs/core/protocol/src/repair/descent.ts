import { RANGE_PARTS_MAX } from '../limits.js';

/** A chain that a node holds at a place of a log. */
export interface ChainAt {
  readonly seq: number;
  readonly chain: string;
}

/** Where two copies of a log are known to be equal, and where they are known to differ. */
export interface Narrowed {
  readonly equal: number;
  readonly differs: number;
}

/** The places at which a range is asked for: the ends of its parts, so that the last one is the end of the range. */
export function splitPoints({ equal, differs }: Narrowed, parts = RANGE_PARTS_MAX): number[] {
  const size = differs - equal;
  const count = Math.min(parts, size);
  return Array.from({ length: count }, (_, index) => equal + Math.ceil(((index + 1) * size) / count));
}

/**
 * One step of the descent: of the places asked for, the last one up to which both copies are equal, and the first at
 * which they differ. A chain holds all that lies before it, so copies that differ once differ from there on. Undefined
 * where they are equal throughout. A chain that is missing on either side is one that differs.
 */
export function narrow(
  range: Narrowed,
  own: readonly ChainAt[],
  theirs: readonly ChainAt[],
): Narrowed | undefined {
  const known = new Map(theirs.map(({ seq, chain }) => [seq, chain]));
  const held = new Map(own.map(({ seq, chain }) => [seq, chain]));
  let { equal } = range;
  for (const seq of splitPoints(range)) {
    const chain = held.get(seq);
    if (chain === undefined || known.get(seq) !== chain) return { equal, differs: seq };
    equal = seq;
  }
  return undefined;
}

/** True where the descent has come to its end: the entry that differs is found. */
export function isFound({ equal, differs }: Narrowed): boolean {
  return differs === equal + 1;
}
