import fc from 'fast-check';
import { comparedFields } from './compared-field.js';
import { isOutlier, OUTLIER_VALUES_MIN, outlierWarning, spreadOf } from './outlier.js';
import { typeOf } from './testing/jincheng.js';

/** As the textbooks write it, in doubles. */
function naiveScore(values: readonly number[], value: number): number {
  const median = naiveMedian(values);
  const distances = values.map((one) => Math.abs(one - median));
  const mad = naiveMedian(distances);
  if (mad > 0) return (0.6745 * Math.abs(value - median)) / mad;
  const mean = distances.reduce((sum, one) => sum + one, 0) / values.length;
  return mean === 0 ? 0 : Math.abs(value - median) / (1.253314 * mean);
}

function naiveMedian(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Doubles cannot tell on which side of the bound these are. */
const UNSURE = 1e-9;

const whole = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.constant(7),
  fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
);

it('judges as the written definition does, whatever the values', () => {
  let [outliers, flat] = [0, 0];
  fc.assert(
    fc.property(fc.array(whole, { minLength: OUTLIER_VALUES_MIN, maxLength: 40 }), (values) => {
      const spread = spreadOf(values.map(BigInt));
      if (!spread) throw new Error('these are enough values');
      for (const value of values) {
        const score = naiveScore(values, value);
        if (Math.abs(score - 3.5) < UNSURE) continue;
        expect({ value, outlier: isOutlier(spread, BigInt(value)) }).toEqual({ value, outlier: score > 3.5 });
        if (score > 3.5) outliers += 1;
      }
      if (naiveMedian(values.map((one) => Math.abs(one - naiveMedian(values)))) === 0) flat += 1;
    }),
    { numRuns: 2_000 },
  );
  // Both branches were there to be judged.
  expect(outliers).toBeGreaterThan(100);
  expect(flat).toBeGreaterThan(20);
});

it('does not depend on the order of the values, and moves with them', () => {
  const values = fc.array(whole, { minLength: OUTLIER_VALUES_MIN, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.integer({ min: -1_000, max: 1_000 }), (given, by) => {
      const spread = spreadOf(given.map(BigInt));
      expect(spreadOf(given.toReversed().map(BigInt))).toEqual(spread);
      const moved = spreadOf(given.map((value) => BigInt(value + by)));
      expect(moved).toEqual({ ...spread, median2: (spread?.median2 ?? 0n) + 2n * BigInt(by) });
    }),
  );
});

describe('the words', () => {
  const type = typeOf('population-report');
  const field = (name: string) => {
    const found = comparedFields(type).find((one) => one.field.name === name);
    if (!found) throw new Error(`no field ${name}`);
    return found;
  };
  const at = {
    params: [],
    place: { code: '140502001001', streetKind: undefined, seat: undefined },
    day: '2006-03-31',
  };
  const values = [3000n, 3100n, 2900n, 3050n, 2950n, 3000n, 3020n, 30000n];

  it('name the median and what is usual', () => {
    const spread = spreadOf(values);
    const warning =
      spread && outlierWarning(type, field('population'), 30000n, spread, { ...at, hidden: false });
    expect(warning).toEqual({
      code: 'value_outlier',
      kind: 'outlier',
      field: 'population',
      severity: 'check',
      message: {
        zh: '“常住人口”为 30000,同级单位的中位数为 3010,通常在 2751 至 3269 之间,请核对',
        en: expect.stringContaining('the median of like units is 3010, usual are 2751 to 3269'),
      },
    });
  });

  it('name no figure of others to whoever may not see them', () => {
    const spread = spreadOf(values);
    const warning =
      spread && outlierWarning(type, field('population'), 30000n, spread, { ...at, hidden: true });
    expect(warning?.message.en.match(/\d+/g)).toEqual(['30000']);
  });

  it('are not said of a trifle, nor where too few units speak', () => {
    const spread = spreadOf([3n, 3n, 3n, 3n, 3n, 3n, 3n, 9n]);
    expect(spread && isOutlier(spread, 9n)).toBe(true);
    expect(
      spread && outlierWarning(type, field('disabled'), 9n, spread, { ...at, hidden: false }),
    ).toBeUndefined();
    expect(spreadOf(values.slice(1))).toBeUndefined();
  });
});
