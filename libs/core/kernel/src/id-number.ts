import { isDay, type Day } from './dates.js';

/** A citizen's identity number (GB 11643): what it says by itself. */
export interface IdNumber {
  /** 18 characters, a check digit of ten as `X`. */
  readonly number: string;
  readonly bornOn: Day;
  readonly sex: 'm' | 'f';
}

const MODERN = /^\d{17}[\dX]$/;
/** As it was issued until 1999, without the century and the check digit. */
const OLD = /^\d{15}$/;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** Reads a number of 18 or 15 digits; undefined where it is none. Spaces around it and a small x are forgiven. */
export function readIdNumber(text: string): IdNumber | undefined {
  const given = text.trim().toUpperCase();
  const number = OLD.test(given) ? modernised(given) : given;
  if (!MODERN.test(number) || number[17] !== checkDigit(number)) return undefined;
  const bornOn = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDay(bornOn)) return undefined;
  return { number, bornOn, sex: Number(number[16]) % 2 === 1 ? 'm' : 'f' };
}

function modernised(old: string): string {
  const begun = `${old.slice(0, 6)}19${old.slice(6)}`;
  return begun + checkDigit(begun);
}

/** ISO 7064 MOD 11-2 over the first 17 digits. */
function checkDigit(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(number[index]), 0);
  return CHECK_DIGITS[sum % CHECK_DIGITS.length] ?? '';
}
