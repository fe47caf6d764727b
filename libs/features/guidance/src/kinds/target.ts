import { invalid, membersOf } from './reading.js';

const INDICATOR = /^[a-z0-9][a-z0-9-]{0,63}$/;
const PERIOD = /^\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$/;

/** Above this a double is no longer exact. */
const VALUE_MAX = Number.MAX_SAFE_INTEGER;

/** What the addressee is to reach of an indicator in a period. Of the same issuer, the newest holds. */
export interface Target {
  readonly indicator: string;
  /** `2006`, `2006-Q1` or `2006-03`. */
  readonly period: string;
  /** In the indicator's own unit. */
  readonly value: number;
}

export function readTarget(body: unknown): Target {
  const { indicator, period, value } = membersOf(body, ['indicator', 'period', 'value']);
  if (typeof indicator !== 'string' || !INDICATOR.test(indicator))
    throw invalid('indicator', 'expected an indicator’s code');
  if (typeof period !== 'string' || !PERIOD.test(period))
    throw invalid('period', 'expected a year, a quarter or a month');
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > VALUE_MAX)
    throw invalid('value', 'expected a number');
  return { indicator, period, value };
}
