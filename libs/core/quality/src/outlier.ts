import type { RecordType } from '#core/catalogue';
import { shown, type ComparedField } from './compared-field.js';
import { trifleOf, type BoundsPlace } from './jump.js';
import { magnitude } from './magnitude.js';
import { warning, type QualityWarning } from './warning.js';

/** With fewer values nobody can say what is usual. */
export const OUTLIER_VALUES_MIN = 8;

/**
 * A value is an outlier where its modified z-score 0.6745·|x − median| / MAD is above 3.5 (Iglewicz and Hoaglin 1993). Where
 * more than half of the values are equal the MAD is 0, and their mean absolute deviation stands in: |x − median| / (1.253314·mean).
 */
const SCORE_TENTHS = 35n;
const NORMAL_MAD = { numerator: 6_745n, denominator: 10_000n };
const NORMAL_MEAN = { numerator: 1_253_314n, denominator: 1_000_000n };

/** Twice as far as what is still usual. */
const CHECK_TIMES = 2n;

/** Where values lie. Doubled, so that the middle between two whole numbers is one. */
export interface Spread {
  readonly count: number;
  readonly median2: bigint;
  /** How far from the median a value may be, doubled and rounded down: no whole number lies between. */
  readonly reach2: bigint;
}

/** Of the values of like units, that which is judged among them. undefined where they are too few. */
export function spreadOf(values: readonly bigint[]): Spread | undefined {
  if (values.length < OUTLIER_VALUES_MIN) return undefined;
  const median2 = doubledMedian(values);
  const distances2 = values.map((value) => magnitude(2n * value - median2));
  return { count: values.length, median2, reach2: reachOf(distances2) };
}

function reachOf(distances2: readonly bigint[]): bigint {
  const mad4 = doubledMedian(distances2);
  if (mad4 > 0n) {
    // The distance is 3.5·MAD / 0.6745, and mad4 is four times the MAD: half of it comes doubled.
    return (SCORE_TENTHS * mad4 * NORMAL_MAD.denominator) / (20n * NORMAL_MAD.numerator);
  }
  const sum2 = distances2.reduce((sum, distance) => sum + distance, 0n);
  const count = BigInt(distances2.length);
  return (SCORE_TENTHS * NORMAL_MEAN.numerator * sum2) / (10n * NORMAL_MEAN.denominator * count);
}

export function isOutlier({ median2, reach2 }: Spread, value: bigint): boolean {
  return magnitude(2n * value - median2) > reach2;
}

/** `hidden`: the reader may not see what the other units say, not even together. */
export function outlierWarning(
  type: RecordType,
  compared: ComparedField,
  amount: bigint,
  spread: Spread,
  at: BoundsPlace & { readonly hidden: boolean },
): QualityWarning | undefined {
  const { median2, reach2 } = spread;
  const distance2 = magnitude(2n * amount - median2);
  if (!isOutlier(spread, amount) || distance2 <= 2n * trifleOf(type, compared, at)) return undefined;
  const { field, scale } = compared;
  const severity = distance2 > CHECK_TIMES * reach2 ? 'check' : 'notice';
  const value = shown(amount, scale);
  if (at.hidden)
    return warning('value_outlier', field, severity, { value }, { words: 'value_outlier_hidden' });
  const low = median2 - reach2;
  return warning('value_outlier', field, severity, {
    value,
    median: shown(median2 * 5n, scale + 1),
    low: shown(field.min !== undefined && low < 0n ? 0n : low / 2n, scale),
    high: shown((median2 + reach2) / 2n, scale),
  });
}

/** Twice the median: the sum of the two values in the middle. */
function doubledMedian(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0n;
  return sorted.length % 2 === 1 ? 2n * upper : (sorted[middle - 1] ?? 0n) + upper;
}
