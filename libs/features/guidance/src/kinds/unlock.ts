import type { Day } from '#core/kernel';
import { dayOf, invalid, lineOf, membersOf } from './reading.js';

export const UNLOCK_REASON_CHARACTERS_MAX = 500;

const TYPE = /^[a-z0-9][a-z0-9-]{0,63}$/;
const PERIOD = /^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/;

/** Lets the addressee, and the units below it, enter and change one type's reports of a period that is locked. */
export interface Unlock {
  readonly type: string;
  /** `2006`, `2006-Q1` or `2006-03`. */
  readonly period: string;
  readonly reason: string;
  /** The last day on which it holds. */
  readonly until: Day;
}

export function readUnlock(body: unknown): Unlock {
  const { type, period, reason, until } = membersOf(body, ['type', 'period', 'reason', 'until']);
  if (typeof type !== 'string' || !TYPE.test(type)) throw invalid('type', 'expected a record type’s code');
  if (typeof period !== 'string' || !PERIOD.test(period))
    throw invalid('period', 'expected a year, a quarter or a month');
  return {
    type,
    period,
    reason: lineOf(reason, 'reason', UNLOCK_REASON_CHARACTERS_MAX),
    until: dayOf(until, 'until'),
  };
}
