/** A line in a list, on a sign, in an export: longer texts belong into a `text` field. */
export const STRING_LENGTH_MAX = 200;
/** Some five printed pages. Keeps one record far below the size of a frame. */
export const TEXT_LENGTH_MAX = 10_000;
/** Keeps sums over a whole country exact in a double: 10¹² × 9,000 units is still a safe integer. */
export const INTEGER_MAX = 1_000_000_000_000;
/** As for integers, in fen: ten thousand million 元 in one record. */
export const AMOUNT_FEN_MAX = 1_000_000_000_000;
/** With six decimals the largest decimal has fifteen digits: all that a double keeps exactly. */
export const DECIMAL_DIGITS_MAX = 6;
export const DECIMAL_MAX = 999_999_999.999999;
export const AMOUNT_DIGITS_MAX = 2;
/** Days outside are typing errors, and would open statistics buckets that nobody ever reads. */
export const DAY_MIN = '1900-01-01';
export const DAY_MAX = '2199-12-31';
/** A type has no more fields than this, so more keys in a record can only be noise. */
export const FIELDS_MAX = 100;
/** An unknown field's name is repeated in the error, but not a megabyte of it. */
export const ECHOED_NAME_LENGTH_MAX = 64;
