import { ExpressionError } from './expression.js';

export interface Token {
  readonly kind: 'number' | 'word' | 'symbol' | 'end';
  readonly text: string;
  readonly position: number;
}

/** Keeps a hostile catalogue from holding the process in the parser; the longest known rule has 70 characters. */
const EXPRESSION_LENGTH_MAX = 2_000;

/**
 * Names and code values may hold hyphens (`contact-visit`), parameter codes also dots (`house.floor_m2`). A minus
 * sign therefore stands between spaces; directly before a digit it belongs to the number.
 */
const TOKEN =
  /\s*(?:(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*(?:[-.]\w+)*)|(>=|<=|!=|[=<>()+*/,]|(?<=\s)-(?=\s)))/y;
const REST_IS_BLANK = /\s*$/y;

/** Splits a text into tokens; the last one is always `end`. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > EXPRESSION_LENGTH_MAX) {
    throw new ExpressionError(EXPRESSION_LENGTH_MAX, `expected at most ${EXPRESSION_LENGTH_MAX} characters`);
  }
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    REST_IS_BLANK.lastIndex = position;
    if (REST_IS_BLANK.test(text)) break;
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    if (!match) throw unreadable(text, position);
    position = TOKEN.lastIndex;
    tokens.push(token(match, position));
  }
  tokens.push({ kind: 'end', text: '', position: text.length });
  return tokens;
}

function token(match: RegExpExecArray, end: number): Token {
  const [, number, word, symbol] = match;
  const text = number ?? word ?? symbol ?? '';
  const kind = number !== undefined ? 'number' : word !== undefined ? 'word' : 'symbol';
  return { kind, text, position: end - text.length };
}

function unreadable(text: string, from: number): ExpressionError {
  const position = from + (text.slice(from).length - text.slice(from).trimStart().length);
  const character = text.charAt(position);
  return character === '-'
    ? new ExpressionError(position, 'expected spaces around “-”')
    : new ExpressionError(position, `expected a name, number or operator, found “${character}”`);
}
