import { isDay, unitLevel } from '#core/kernel';
import { typeFault } from './type-fault.js';
import type { Fault } from './field-errors.js';
import { DAY_MAX, DAY_MIN, STRING_LENGTH_MAX, TEXT_LENGTH_MAX } from './limits.js';

/** Finds what is wrong with a stored value; undefined where nothing is. Allocates nothing. */
export type ValueCheck = (value: unknown) => Fault | undefined;

const CONTROL = /[\u0000-\u001f\u007f]/;
const CONTROL_BUT_TAB_AND_NEWLINE = /[\u0000-\u0008\u000b-\u001f\u007f]/;
const UNIT_CODE_LENGTH_MAX = 12;
const UUID_LENGTH = 36;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATETIME_LENGTH_MAX = 35;
/** RFC 3339 with seconds and offset. The day is checked by itself; a leap second is not accepted. */
const DATETIME =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

const EMPTY: Fault = { code: 'field_empty', params: {} };
const CHARACTERS: Fault = { code: 'field_characters', params: {} };
const DATE: Fault = { code: 'field_date', params: { from: DAY_MIN, to: DAY_MAX } };
const TIME: Fault = { code: 'field_datetime', params: { from: DAY_MIN, to: DAY_MAX } };
const REGION: Fault = { code: 'field_region', params: {} };
const REFERENCE: Fault = { code: 'field_reference', params: {} };

export const checkString = proseCheck(typeFault('string'), STRING_LENGTH_MAX, CONTROL);
export const checkText = proseCheck(typeFault('text'), TEXT_LENGTH_MAX, CONTROL_BUT_TAB_AND_NEWLINE);

/** The length comes first: it costs nothing, and nothing longer is ever scanned. */
function proseCheck(wrongType: Fault, limit: number, forbidden: RegExp): ValueCheck {
  const tooLong: Fault = { code: 'field_too_long', params: { limit } };
  return (value) => {
    if (typeof value !== 'string') return wrongType;
    if (value.length > limit) return tooLong;
    if (forbidden.test(value) || !value.isWellFormed()) return CHARACTERS;
    return value.trim() === '' ? EMPTY : undefined;
  };
}

export function checkDate(value: unknown): Fault | undefined {
  return isBoundedDay(value) ? undefined : DATE;
}

export function checkDatetime(value: unknown): Fault | undefined {
  if (typeof value !== 'string' || value.length > DATETIME_LENGTH_MAX || !DATETIME.test(value)) return TIME;
  return isBoundedDay(value.slice(0, 10)) ? undefined : TIME;
}

function isBoundedDay(value: unknown): boolean {
  return isDay(value) && value >= DAY_MIN && value <= DAY_MAX;
}

export function checkRegion(value: unknown): Fault | undefined {
  if (typeof value !== 'string' || value.length > UNIT_CODE_LENGTH_MAX) return REGION;
  return unitLevel(value) ? undefined : REGION;
}

export function checkReference(value: unknown): Fault | undefined {
  return typeof value === 'string' && value.length === UUID_LENGTH && UUID.test(value)
    ? undefined
    : REFERENCE;
}
