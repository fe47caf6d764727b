import { isDay, type Day } from '#core/kernel';
import type { SerialDay } from './cell.js';

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

/** Day 0. Spreadsheets believe that 1900 had a 29 February, so their count is right from March 1900 on. */
const EPOCH_MS = Date.UTC(1899, 11, 30);
const FIRST_RIGHT_DAY = '1900-03-01';
/** Where a workbook counts from 1904, as those of old Macintoshes do. */
export const SERIAL_OF_1904 = 1_462;

/** 9999-12-31: what lies behind it is no day. */
const SERIAL_MAX = 2_958_465;
const SERIAL_MIN = 61;

/** `YYYY-MM-DD`, with ` HH:MM:SS` where there is a time of day; the number as text where it is no day. */
export function dayOfSerial({ serial }: SerialDay): string {
  if (!(serial >= SERIAL_MIN && serial < SERIAL_MAX + 1)) return String(serial);
  const ms = EPOCH_MS + Math.round((serial * DAY_MS) / SECOND_MS) * SECOND_MS;
  const [day = '', time = ''] = new Date(ms).toISOString().split('T');
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}

/** A day as a spreadsheet keeps it; undefined for those that it would count wrongly. */
export function serialOfDay(day: Day): SerialDay | undefined {
  if (!isDay(day) || day < FIRST_RIGHT_DAY) return undefined;
  return { serial: Math.round((Date.parse(`${day}T00:00:00Z`) - EPOCH_MS) / DAY_MS) };
}
