import { isDay } from '#core/kernel';

const TIME = /^T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * True for an instant that exists, in the one form that `Date.toISOString` writes for years 1000 to 9999 (RFC 3339
 * in UTC with milliseconds). Texts of this form compare as the instants do.
 */
export function isInstant(value: unknown): value is string {
  return typeof value === 'string' && isDay(value.slice(0, 10)) && TIME.test(value.slice(10));
}
