import { ExpressionError, type Comparator, type Expression } from './expression.js';

/** What a value may be compared with. A datetime is compared as an instant, a date as text. */
export type ValueKind = 'number' | 'boolean' | 'text' | 'date' | 'datetime';

/** What a name stands for; `values` where it takes its values from a code list. */
export interface Meaning {
  readonly kind: ValueKind;
  readonly values?: ReadonlySet<string>;
}

/** Everything that an expression may name. `noun` is how messages call a name: "field", "term". */
export interface Vocabulary {
  readonly noun: string;
  meaning(name: string): Meaning | undefined;
  paramKind(code: string): ValueKind | undefined;
}

/** The kind of an expression's value; throws where its parts do not fit together. */
export function kindOf(expression: Expression, vocabulary: Vocabulary): ValueKind {
  switch (expression.is) {
    case 'number':
    case 'boolean':
    case 'text':
      return expression.is;
    case 'today':
      return 'date';
    case 'name':
      return known(vocabulary.meaning(expression.name), expression, vocabulary.noun, expression.name).kind;
    case 'param':
      return known(vocabulary.paramKind(expression.code), expression, 'parameter', expression.code);
    case 'in':
    case 'set':
      return 'boolean';
    case 'not':
      expect('boolean', expression.operand, vocabulary);
      return 'boolean';
    case 'and':
    case 'or':
      return expectBoth('boolean', expression, vocabulary);
    case 'comparison':
      return kindOfComparison(expression, vocabulary);
    default:
      return expectBoth('number', expression, vocabulary);
  }
}

/** Asserts that an expression's value is of one kind. */
export function expect(kind: ValueKind, expression: Expression, vocabulary: Vocabulary): void {
  const found = kindOf(expression, vocabulary);
  if (found !== kind) throw new ExpressionError(expression.position, `expected a ${kind}, found a ${found}`);
}

/** True for an order such as "less than", which booleans and code values do not have. */
export function isOrder(operator: Comparator): boolean {
  return operator !== '=' && operator !== '!=';
}

export function hasOrder(kind: ValueKind): boolean {
  return kind !== 'boolean' && kind !== 'text';
}

function known<T>(found: T | undefined, expression: Expression, noun: string, name: string): T {
  if (found === undefined) throw unknownName(expression.position, noun, name);
  return found;
}

export function unknownName(position: number, noun: string, name: string): ExpressionError {
  return new ExpressionError(position, `unknown ${noun} “${name}”`);
}

type Pair = Extract<Expression, { left: Expression }>;

function expectBoth(kind: 'boolean' | 'number', pair: Pair, vocabulary: Vocabulary): 'boolean' | 'number' {
  expect(kind, pair.left, vocabulary);
  expect(kind, pair.right, vocabulary);
  return kind;
}

function kindOfComparison(
  comparison: Extract<Expression, { is: 'comparison' }>,
  vocabulary: Vocabulary,
): 'boolean' {
  const kind = kindOf(comparison.left, vocabulary);
  expect(kind, comparison.right, vocabulary);
  if (isOrder(comparison.operator) && !hasOrder(kind)) {
    throw new ExpressionError(comparison.position, `a ${kind} has no order, use = or !=`);
  }
  return 'boolean';
}
