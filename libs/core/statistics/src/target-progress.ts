import type { Target } from '#core/catalogue';
import { daysBetween, type Day } from '#core/kernel';

/** A figure on a day; null where it is not known. */
export interface DatedFigure {
  readonly at: Day;
  readonly value: number | null;
}

export interface Progress {
  /** null where the figure is not known. */
  readonly met: boolean | null;
  /** What is missing, never below zero; null where the figure is not known. */
  readonly gap: number | null;
  /** What has to be gained each month to meet the target on its day; null where it is met or its day is over. */
  readonly paceNeeded: number | null;
  /** What was gained each month since the earlier figure; null where one of the two is not known. */
  readonly paceNow: number | null;
  /** Where the figure comes to on the target's day with the present pace; null where that is not known. */
  readonly projected: number | null;
}

const DAYS_PER_MONTH = 365.25 / 12;

/**
 * How a figure stands to its target. Nothing is projected from a figure that is not whole: with more units reporting it
 * changes, though nothing has been gained.
 */
export function progressOf(
  target: Pick<Target, 'op' | 'value' | 'due'>,
  now: DatedFigure,
  before: DatedFigure,
  whole: boolean,
): Progress {
  const { value } = now;
  if (value === null) return { met: null, gap: null, paceNeeded: null, paceNow: null, projected: null };
  const met = MEETS[target.op](value, target.value);
  const upwards = target.op === '>=' || target.op === '>';
  const gap = met ? 0 : Math.abs(target.value - value);
  const months = monthsBetween(now.at, target.due);
  const paceNow =
    before.value === null ? null : (value - before.value) / Math.max(monthsBetween(before.at, now.at), 1);
  return {
    met,
    gap,
    paceNeeded: met || months <= 0 ? null : ((upwards ? 1 : -1) * gap) / months,
    paceNow,
    projected: paceNow === null || months <= 0 || !whole ? null : value + paceNow * months,
  };
}

const MEETS: Readonly<Record<Target['op'], (value: number, target: number) => boolean>> = {
  '>=': (value, target) => value >= target,
  '>': (value, target) => value > target,
  '<=': (value, target) => value <= target,
  '<': (value, target) => value < target,
};

function monthsBetween(from: Day, to: Day): number {
  return daysBetween(from, to) / DAYS_PER_MONTH;
}
