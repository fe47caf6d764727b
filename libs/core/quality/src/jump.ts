import type { Param, RecordType } from '#core/catalogue';
import { addDays, periodOf, shiftYears, type Day } from '#core/kernel';
import { periodEndingOn, periodName } from '#core/obligations';
import { paramValue, type ParamPlace } from '#core/statistics';
import { shown, type ComparedField } from './compared-field.js';
import { magnitude } from './magnitude.js';
import { warning, type QualityWarning } from './warning.js';

/**
 * How far a figure may be from the one before without a word, in entry form: by more than both is a jump. The percentage
 * alone would warn whenever two cases become four.
 */
const BOUNDS: Readonly<Record<string, { readonly percent: number; readonly absolute: number }>> = {
  integer: { percent: 50, absolute: 10 },
  decimal: { percent: 50, absolute: 10 },
  money: { percent: 50, absolute: 1_000 },
};
const PERCENT = 'jump_percent';
const ABSOLUTE = 'jump_absolute';

/** A mistyped parameter must neither silence a field for good by Infinity nor overflow. */
const BOUND_MAX = 1_000_000_000_000;

/** A change beyond so many times the bound is more likely a slip of the pen than a change. */
const CHECK_TIMES = 3n;

/** Hundredths of a percent in one. */
const WHOLE = 10_000n;

export interface BoundsPlace {
  readonly params: readonly Param[];
  readonly place: ParamPlace;
  readonly day: Day;
}

export interface EarlierValue {
  /** The last day of its period. */
  readonly day: Day;
  readonly amount: bigint;
}

interface Bounds {
  /** Hundredths of a percent. */
  readonly share: bigint;
  readonly absolute: bigint;
}

/** The rows of parameters that move bounds: `<type>.<field>.jump_percent` and `<type>.<field>.jump_absolute`. */
export function boundsParams(params: readonly Param[]): readonly Param[] {
  return params.filter(({ code }) => code.endsWith(`.${PERCENT}`) || code.endsWith(`.${ABSOLUTE}`));
}

function boundsOf(type: RecordType, { field, scale }: ComparedField, at: BoundsPlace): Bounds {
  const otherwise = BOUNDS[field.type] ?? { percent: 0, absolute: 0 };
  const read = (name: string, value: number): number => {
    const set = paramValue(at.params, `${type.code}.${field.name}.${name}`, at.place, at.day);
    return typeof set === 'number' && set >= 0 && set <= BOUND_MAX ? set : value;
  };
  return {
    share: BigInt(Math.round(read(PERCENT, otherwise.percent) * 100)),
    absolute: BigInt(Math.round(read(ABSOLUTE, otherwise.absolute) * 10 ** scale)),
  };
}

/** The least difference of a field that is worth a word, in its smallest steps. */
export function trifleOf(type: RecordType, compared: ComparedField, at: BoundsPlace): bigint {
  return boundsOf(type, compared, at).absolute;
}

/**
 * The last days of the periods with which a report's figure is compared: the period before and, for what is summed over
 * the period and has its seasons, also the same one of the year before.
 */
export function earlierDays(type: RecordType, lastDay: Day, flow: boolean): readonly Day[] {
  const kind = type.period;
  if (kind === undefined) return [];
  const first = periodOf(lastDay, kind).from;
  const previous = addDays(first, -1);
  if (!flow || kind === 'year') return [previous];
  return [previous, periodOf(shiftYears(first, -1), kind).to];
}

/** Warns where the figure is far from all that are given; the words name the first. undefined where none is given. */
export function jumpWarning(
  type: RecordType,
  compared: ComparedField,
  amount: bigint,
  earlier: readonly EarlierValue[],
  at: BoundsPlace,
): QualityWarning | undefined {
  const [first] = earlier;
  if (!first) return undefined;
  const bounds = boundsOf(type, compared, at);
  if (!earlier.every((value) => isBeyond(amount, value.amount, bounds, 1n))) return undefined;
  const { field, scale } = compared;
  const check = earlier.every((value) => isBeyond(amount, value.amount, bounds, CHECK_TIMES));
  return warning('value_jump', field, check ? 'check' : 'notice', {
    value: shown(amount, scale),
    before: shown(first.amount, scale),
    earlier: nameOf(type, first.day),
    change: changeOf(amount, first.amount, scale),
  });
}

function isBeyond(amount: bigint, before: bigint, { share, absolute }: Bounds, times: bigint): boolean {
  const difference = magnitude(amount - before);
  return difference > absolute * times && difference * WHOLE > share * times * magnitude(before);
}

function nameOf({ period: kind }: RecordType, lastDay: Day): string {
  const period = kind && periodEndingOn(kind, lastDay);
  return period ? periodName(period) : lastDay;
}

/** `+120%`; the difference itself where there was nothing before. */
function changeOf(amount: bigint, before: bigint, scale: number): string {
  const difference = amount - before;
  const sign = difference < 0n ? '-' : '+';
  const size = magnitude(difference);
  if (before === 0n) return `${sign}${shown(size, scale)}`;
  const base = magnitude(before);
  return `${sign}${(size * 200n + base) / (base * 2n)}%`;
}
