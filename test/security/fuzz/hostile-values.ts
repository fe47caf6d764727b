import type { SeededRandom } from '../../support/seeded-random.js';

const NUL = String.fromCharCode(0);
const LONE_SURROGATES = ['\ud800', '\udfff', '\udc00\ud800'];
/** Right to left, zero width, combining, outside of the first plane, and a line that ends where none should. */
const STRANGE_TEXTS = [
  '\u202eabc\u202c',
  'مرحبا',
  '\u200b',
  'e\u0301\u0301',
  '𠮷😀',
  '\r\nX-Odd: 1',
  '\u2028',
];
const FRAGMENTS = [
  `'; DROP TABLE record; --`,
  `' OR '1'='1`,
  `") UNION SELECT * FROM log_entry --`,
  `=cmd|'/C calc'!A0`,
  '@SUM(1+1)*cmd',
  '${7*7}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '%00',
  '%s%n%x',
  '\\u0000',
  '$1',
  '*',
  '%',
  '_',
];
const ODD_NUMBERS = [
  0,
  -1,
  -0.5,
  1.5,
  1e21,
  -1e308,
  1e-7,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  2 ** 53 + 2,
];
const ODD_WORDS = [
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  'true',
  '[object Object]',
];
const ODD_DAYS = ['2006-02-30', '0000-00-00', '9999-12-31', '-000001-01-01', '2006-1-1', '2006-Q5', '99999'];
const ODD_UNITS = [
  '1405',
  '140502',
  '140502001001',
  '14',
  '140599',
  '999999999999',
  '0000',
  '140502001001001',
  '１４０５',
];

/** Names of what nobody asked for are told back to whoever sent them; values never are. */
export const NAME = '名name';

const LONG_MAX = 6_000;
const DEPTH_MAX = 60;
const WIDTH_MAX = 300;

/** A text with a mark of its own, so that it is known again where it should not be. */
export function hostileText(random: SeededRandom, mark: string): string {
  const kind = random.between(0, 8);
  const other = random.pick([...STRANGE_TEXTS, ...FRAGMENTS]);
  if (kind === 0) return mark + NUL;
  if (kind === 1) return mark + random.pick(LONE_SURROGATES);
  if (kind === 2) return mark + random.pick(STRANGE_TEXTS);
  if (kind === 3) return mark.repeat(Math.ceil(random.between(1, LONG_MAX) / mark.length));
  if (kind === 4) return random.pick(ODD_WORDS);
  if (kind === 5) return random.pick(ODD_DAYS);
  if (kind === 6) return random.pick(ODD_UNITS);
  if (kind === 7) return random.pick(['', ' ', '\t', '\n', NUL]);
  return random.chance(0.5) ? mark + other : other + mark;
}

/** Anything that JSON can say, and that nobody should. */
export function hostileValue(random: SeededRandom, mark: string): unknown {
  const kind = random.between(0, 8);
  if (kind <= 3) return hostileText(random, mark);
  if (kind === 4) return random.pick(ODD_NUMBERS);
  if (kind === 5) return random.pick([null, true, false, [], {}, [[]], [null], { '': '' }]);
  if (kind === 6) return nested(random.between(2, DEPTH_MAX), mark);
  if (kind === 7) return Array.from({ length: random.between(1, WIDTH_MAX) }, () => mark);
  return { [hostileText(random, NAME)]: hostileText(random, mark), $ne: null, column: -1, value: {} };
}

function nested(depth: number, mark: string): unknown {
  let value: unknown = mark;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}
