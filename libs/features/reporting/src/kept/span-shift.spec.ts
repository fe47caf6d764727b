import fc from 'fast-check';
import { addDays, type Day } from '#core/kernel';
import type { WindowDays } from '#core/statistics';
import { daysApart, differences } from './span-shift.js';

const day: fc.Arbitrary<Day> = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2005-01-01', days));
const span: fc.Arbitrary<WindowDays> = fc
  .tuple(fc.option(day), day)
  .map(([from, to]) => (from !== null && from > to ? { from: to, to: from } : { from, to }));
const cells = fc.array(fc.tuple(day, fc.integer({ min: -9, max: 9 })), { maxLength: 40 });

const sum = (rows: readonly (readonly [Day, number])[], { from, to }: WindowDays): number =>
  rows
    .filter(([at]) => (from === null || from <= at) && at <= to)
    .reduce((total, [, value]) => total + value, 0);

describe('one span of days made out of another', () => {
  it('has the sum that it has by itself', () => {
    fc.assert(
      fc.property(cells, span, span, (rows, old, next) => {
        fc.pre(daysApart(old, next) !== undefined);
        const shifted = differences(old, next).reduce(
          (total, difference) => total + Number(difference.sign) * sum(rows, difference),
          sum(rows, old),
        );
        expect(shifted).toBe(sum(rows, next));
      }),
    );
  });

  it.each([
    ['the next day', [null, '2006-01-01'], [null, '2006-01-02'], 1],
    ['a year that goes on', ['2006-01-01', '2006-03-01'], ['2006-01-01', '2006-03-03'], 2],
    ['the newest report of the next day', ['2005-01-01', '2006-01-01'], ['2005-01-02', '2006-01-02'], 2],
    ['an earlier year', [null, '2006-12-31'], [null, '2005-12-31'], 365],
    ['the first days of another year', ['2005-01-01', '2005-12-31'], ['2006-01-01', '2006-01-05'], undefined],
    ['what has a beginning, of what has none', [null, '2006-01-01'], ['2005-01-01', '2006-01-01'], undefined],
  ] as const)('counts the days between: %s', (_, [oldFrom, oldTo], [from, to], days) => {
    expect(daysApart({ from: oldFrom, to: oldTo }, { from, to })).toBe(days);
  });
});
