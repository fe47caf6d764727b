import fc from 'fast-check';
import { GROUP_RECORDS_MIN, withoutSmallGroups, type Group } from './small-groups.js';

const row = (counts: readonly number[]): Group[] =>
  counts.map((count, index) => ({ dims: JSON.stringify([index]), value: BigInt(count), count }));

const totalOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** All that somebody above learns of a row. */
function told(counts: readonly number[]): string {
  const { groups, hidden } = withoutSmallGroups(row(counts));
  return JSON.stringify([totalOf(counts), hidden, groups.map(({ dims, count }) => [dims, count])]);
}

/** All ways to write a sum as so many counts of at least `min`. */
function* waysToSum(sum: number, parts: number, min: number): Generator<number[]> {
  if (parts === 0) {
    if (sum === 0) yield [];
    return;
  }
  for (let first = min; first <= sum; first++)
    for (const rest of waysToSum(sum - first, parts - 1, min)) yield [first, ...rest];
}

/** Rows of which somebody above would have learned the same, also by one who knows which groups are there at all. */
function rowsAlike(counts: readonly number[]): number[][] {
  const { groups } = withoutSmallGroups(row(counts));
  const shown = new Map(groups.map(({ dims, count }) => [(JSON.parse(dims) as number[])[0] ?? -1, count]));
  const open = counts.flatMap((_, index) => (shown.has(index) ? [] : index));
  const rest = totalOf(counts) - [...shown.values()].reduce((sum, count) => sum + count, 0);
  const alike: number[][] = [];
  for (const way of waysToSum(rest, open.length, 1)) {
    const other = counts.map((count, index) => shown.get(index) ?? way[open.indexOf(index)] ?? count);
    if (told(other) === told(counts)) alike.push(other);
  }
  return alike;
}

const counts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });

describe('small groups', () => {
  it('shows no group that is smaller than the bound', () => {
    fc.assert(
      fc.property(counts, (row_) => {
        const { groups } = withoutSmallGroups(row(row_));
        return groups.every(({ count }) => count >= GROUP_RECORDS_MIN);
      }),
    );
  });

  it('leaves no small group to be worked out from the total and the groups that are shown', () => {
    fc.assert(
      fc.property(counts, (row_) => {
        const { groups } = withoutSmallGroups(row(row_));
        // The total of a row rises always: of a row of two single persons it says so much by itself.
        fc.pre(groups.length > 0);
        const alike = rowsAlike(row_);
        for (const [index, count] of row_.entries()) {
          if (count >= GROUP_RECORDS_MIN) continue;
          expect({ row_, index, known: new Set(alike.map((other) => other[index])).size }).not.toMatchObject({
            known: 1,
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leaves no small group to be worked out by who does not know which groups there are', () => {
    fc.assert(
      fc.property(counts, fc.nat(3), (row_, empty) => {
        const { groups, hidden } = withoutSmallGroups(row(row_));
        const open = row_.length - groups.length;
        // A field with one value is the total.
        fc.pre(hidden && open + empty >= 2);
        const rest = totalOf(row_) - groups.reduce((sum, { count }) => sum + count, 0);
        return [...waysToSum(rest, open + empty, 0)].length > 1;
      }),
    );
  });

  it.each([
    ['all of a row without small groups', [5, 3, 9], [5, 3, 9], false],
    ['nothing of a group that is not there', [5, 0, 9], [5, 9], false],
    ['the next smallest stays with a single small one', [2, 4, 9], [9], true],
    ['two small ones cover each other', [1, 2, 9], [9], true],
    ['two single ones do not', [1, 1, 9, 4], [9], true],
    ['only the total where nothing is left', [1, 7], [], true],
  ])('%s', (_, given, shown, hidden) => {
    const found = withoutSmallGroups(row(given));
    expect([found.groups.map(({ count }) => count), found.hidden]).toEqual([shown, hidden]);
  });
});
