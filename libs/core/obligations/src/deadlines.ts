import type { Param } from '#core/catalogue';
import { addDays, isDay, type Day } from '#core/kernel';
import { paramValue, type ParamPlace } from '#core/statistics';

const DUE_DAYS = 'report.due_days';
const EXPIRY_DAYS = 'report.expiry_days';
const LOCKED_FROM = 'report.locked_from';

/** The rows of parameters that decide about deadlines. */
export function deadlineParams(params: readonly Param[]): readonly Param[] {
  return params.filter(({ code }) => code === DUE_DAYS || code === EXPIRY_DAYS || code === LOCKED_FROM);
}

/** Where a catalogue sets nothing. */
export const DUE_DAYS_DEFAULT = 10;
export const EXPIRY_DAYS_DEFAULT = 45;

/** A mistyped parameter must not carry days beyond the years that have four digits. */
const DAYS_MAX = 3_660;

export interface Deadlines {
  /** The last day on which a report is on time. */
  readonly dueOn: Day;
  /** The first day on which nothing of the period is entered or changed any more; null where it never locks. */
  readonly lockedOn: Day | null;
}

/**
 * When the reports of a period are due, and when it locks. A period that ended before `report.locked_from` never
 * locks: a city that starts with the platform enters its past first.
 */
export function deadlinesOf(params: readonly Param[], place: ParamPlace, lastDay: Day): Deadlines {
  const daysOf = (code: string, otherwise: number): number => {
    const value = paramValue(params, code, place, lastDay);
    const isDays = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= DAYS_MAX;
    return isDays ? value : otherwise;
  };
  const lockedFrom = paramValue(params, LOCKED_FROM, place, lastDay);
  const neverLocks = isDay(lockedFrom) && lastDay < lockedFrom;
  return {
    dueOn: addDays(lastDay, daysOf(DUE_DAYS, DUE_DAYS_DEFAULT)),
    lockedOn: neverLocks ? null : addDays(lastDay, daysOf(EXPIRY_DAYS, EXPIRY_DAYS_DEFAULT)),
  };
}
