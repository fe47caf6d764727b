import fc from 'fast-check';
import { isFound, narrow, splitPoints, type ChainAt, type Narrowed } from './descent.js';

/** Two copies of a log that are equal before `first` and differ from there on. */
function copies(first: number, missing: ReadonlySet<number> = new Set()) {
  const own = (at: readonly number[]): ChainAt[] => at.map((seq) => ({ seq, chain: `chain ${seq}` }));
  const theirs = (at: readonly number[]): ChainAt[] =>
    at.flatMap((seq) =>
      missing.has(seq) ? [] : { seq, chain: `chain ${seq < first ? seq : `other ${seq}`}` },
    );
  return { own, theirs };
}

function descend(range: Narrowed, first: number): { found: Narrowed | undefined; bytes: number } {
  const { own, theirs } = copies(first);
  let bytes = 0;
  for (let at: Narrowed | undefined = range; at;) {
    if (isFound(at)) return { found: at, bytes };
    const places = splitPoints(at);
    const answer = theirs(places);
    // A question and its answer as they are sent, with chains of their true length.
    bytes += JSON.stringify({ at: places }).length;
    bytes += answer.reduce(
      (sum, { seq }) => sum + JSON.stringify({ seq, chain: 'c'.repeat(43) }).length + 1,
      0,
    );
    at = narrow(at, own(places), answer);
  }
  return { found: undefined, bytes };
}

describe('the descent', () => {
  it('I26 finds the first entry that differs, of any log at any place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.nat(), fc.nat(), (size, start, place) => {
        const equal = start % 1_000_000;
        const first = equal + 1 + (place % size);
        const { found, bytes } = descend({ equal, differs: equal + size }, first);
        expect(found).toEqual({ equal: first - 1, differs: first });
        expect(bytes).toBeLessThan(16 * 100 * Math.max(1, Math.ceil(Math.log(size) / Math.log(16)) + 1));
      }),
    );
  });

  it('I26 of a million entries needs less than 8 KB', () => {
    const { found, bytes } = descend({ equal: 0, differs: 1_000_000 }, 654_321);
    expect(found).toEqual({ equal: 654_320, differs: 654_321 });
    expect(bytes).toBeLessThan(8 * 1024);
  });

  it('I26 finds nothing where both copies are equal', () => {
    expect(descend({ equal: 10, differs: 5_000 }, 6_000).found).toBeUndefined();
  });

  it('I26 takes a chain that is not held for one that differs', () => {
    const range = { equal: 0, differs: 16 };
    const { own, theirs } = copies(100, new Set([7]));
    expect(narrow(range, own(splitPoints(range)), theirs(splitPoints(range)))).toEqual({
      equal: 6,
      differs: 7,
    });
  });

  it('I26 asks for the ends of its parts, each once, the last one at the end', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }), (equal, size) => {
        const points = splitPoints({ equal, differs: equal + size });
        expect(points.at(-1)).toBe(equal + size);
        expect(points.length).toBe(Math.min(16, size));
        expect(new Set(points).size).toBe(points.length);
        expect(points.every((seq) => seq > equal)).toBe(true);
      }),
    );
  });
});
