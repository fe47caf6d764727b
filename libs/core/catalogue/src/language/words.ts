import type { Comparator, Expression } from './expression.js';

/** How the parts of an expression are said in one language. */
export interface Phrasing {
  name(name: string): string;
  /** A code value, said as a value of the field that it is compared with. */
  value(name: string, value: string): string;
  param(code: string): string;
  readonly today: string;
  readonly yes: string;
  readonly no: string;
  readonly not: string;
  readonly and: string;
  readonly or: string;
  readonly operators: Readonly<Record<Comparator | '+' | '-' | '*' | '/', string>>;
  set(name: string): string;
  oneOf(name: string, values: readonly string[]): string;
  extreme(which: 'min' | 'max', left: string, right: string): string;
}

/** How strongly each part binds; a weaker part inside a stronger one is put in brackets. */
const STRENGTH = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, operand: 7 } as const;

function strength(expression: Expression): number {
  switch (expression.is) {
    case 'or':
    case 'and':
    case 'not':
    case 'comparison':
      return STRENGTH[expression.is];
    case 'in':
    case 'set':
      return STRENGTH.comparison;
    case 'arithmetic':
      return '+-'.includes(expression.operator) ? STRENGTH.sum : STRENGTH.product;
    default:
      return STRENGTH.operand;
  }
}

/** Says an expression in words, with brackets only where the words would otherwise be read differently. */
export function say(expression: Expression, phrasing: Phrasing): string {
  switch (expression.is) {
    case 'number':
      return String(expression.value);
    case 'boolean':
      return expression.value ? phrasing.yes : phrasing.no;
    case 'text':
      return expression.value;
    case 'today':
      return phrasing.today;
    case 'name':
      return phrasing.name(expression.name);
    case 'param':
      return phrasing.param(expression.code);
    case 'set':
      return phrasing.set(phrasing.name(expression.name));
    case 'in': {
      const values = expression.values.map((value) => phrasing.value(expression.name, value));
      return phrasing.oneOf(phrasing.name(expression.name), values);
    }
    case 'not':
      return `${phrasing.not} ${bracketed(expression.operand, STRENGTH.not, phrasing)}`;
    default:
      return sayPair(expression, phrasing);
  }
}

type Pair = Extract<Expression, { left: Expression }>;

function sayPair(pair: Pair, phrasing: Phrasing): string {
  if (pair.is === 'min' || pair.is === 'max') {
    return phrasing.extreme(pair.is, say(pair.left, phrasing), say(pair.right, phrasing));
  }
  if (pair.is === 'comparison') {
    const operator = phrasing.operators[pair.operator];
    return `${sayBeside(pair.left, pair.right, phrasing)} ${operator} ${sayBeside(pair.right, pair.left, phrasing)}`;
  }
  const operator = pair.is === 'arithmetic' ? phrasing.operators[pair.operator] : phrasing[pair.is];
  const own = strength(pair);
  return `${bracketed(pair.left, own, phrasing)} ${operator} ${bracketed(pair.right, own + 1, phrasing)}`;
}

function sayBeside(operand: Expression, other: Expression, phrasing: Phrasing): string {
  if (operand.is === 'text' && other.is === 'name') return phrasing.value(other.name, operand.value);
  return bracketed(operand, STRENGTH.comparison + 1, phrasing);
}

function bracketed(part: Expression, atLeast: number, phrasing: Phrasing): string {
  const text = say(part, phrasing);
  return strength(part) < atLeast ? `(${text})` : text;
}
