import { SilianError } from '#core/kernel';
import type { Figure } from '../reading/figure.js';
import { rankedBy } from './ranking.js';
import { seriesDays } from './series.js';

describe('the days of a series', () => {
  it('are the ends of its periods, and the last day that is asked', () => {
    expect(seriesDays('2006-01-15', '2006-04-10', 'month')).toEqual([
      '2006-01-31',
      '2006-02-28',
      '2006-03-31',
      '2006-04-10',
    ]);
    expect(seriesDays('2005-06-01', '2006-12-31', 'quarter')).toEqual([
      '2005-06-30',
      '2005-09-30',
      '2005-12-31',
      '2006-03-31',
      '2006-06-30',
      '2006-09-30',
      '2006-12-31',
    ]);
    expect(seriesDays('2005-01-01', '2006-12-31', 'year')).toEqual(['2005-12-31', '2006-12-31']);
    expect(seriesDays('2006-02-01', '2006-01-01', 'month')).toEqual([]);
  });

  it('are not more than can be read at once', () => {
    expect(() => seriesDays('1990-01-01', '2006-12-31', 'month')).toThrow(SilianError);
  });
});

describe('a ranking of units', () => {
  const figure = (value: number | null): Figure => ({
    value,
    terms: {},
    unknown: 0,
    reason: null,
    caution: null,
  });
  const ranks = (better: 'up' | 'down', ...values: (number | null)[]) =>
    rankedBy(better, values.map(figure)).map(({ value, rank }) => [value, rank]);

  it('puts the best first, equal ones together, and those without a figure last', () => {
    expect(ranks('up', 3, null, 9, 3, 1)).toEqual([
      [9, 1],
      [3, 2],
      [3, 2],
      [1, 4],
      [null, null],
    ]);
  });

  it('knows that less may be better', () => {
    expect(ranks('down', 112, 98)).toEqual([
      [98, 1],
      [112, 2],
    ]);
  });
});
