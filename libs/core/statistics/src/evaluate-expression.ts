import type { Comparator, Expression } from '#core/catalogue';
import { add, divide, fromNumber, isLess, multiply, subtract, type Rational } from './rational.js';

/** Terms by name; null where a value is not known, which is not the same as zero. */
export type TermValues = ReadonlyMap<string, Rational | null>;

/** The value of a parameter for the unit and the day asked for. */
export type Params = (code: string) => number | string | null;

type Outcome = Rational | boolean | null;

/**
 * The value of an expression over merged terms. Everything is computed in fractions: with doubles 100 * 0.69 / 0.69 comes
 * out above 100, and a target of "more than 100 %" would be met by no growth at all. Whatever needs an unknown value or a
 * division by zero is unknown (null); `and`, `or` and `not` are three-valued.
 */
export function evaluateExpression(expression: Expression, terms: TermValues, params: Params): Outcome {
  switch (expression.is) {
    case 'number':
      return fromNumber(expression.value);
    case 'boolean':
      return expression.value;
    case 'name':
      return terms.get(expression.name) ?? null;
    case 'param': {
      const value = params(expression.code);
      return typeof value === 'number' ? fromNumber(value) : null;
    }
    case 'not': {
      const operand = evaluateExpression(expression.operand, terms, params);
      return typeof operand === 'boolean' ? !operand : null;
    }
    case 'arithmetic':
    case 'min':
    case 'max':
    case 'comparison':
    case 'and':
    case 'or':
      return evaluatePair(
        expression,
        evaluateExpression(expression.left, terms, params),
        evaluateExpression(expression.right, terms, params),
      );
    default:
      // Texts, days and fields belong to single records; over terms there are none.
      return null;
  }
}

type Pair = Extract<Expression, { left: Expression }>;

function evaluatePair(pair: Pair, left: Outcome, right: Outcome): Outcome {
  if (pair.is === 'and') return settled(left, right, false);
  if (pair.is === 'or') return settled(left, right, true);
  if (!isNumber(left) || !isNumber(right)) return null;
  switch (pair.is) {
    case 'arithmetic':
      return ARITHMETIC[pair.operator](left, right);
    case 'comparison':
      return COMPARISONS[pair.operator](left, right);
    case 'min':
      return isLess(right, left) ? right : left;
    case 'max':
      return isLess(left, right) ? right : left;
  }
}

/** One side settles `and` where it is false and `or` where it is true; otherwise one unknown side leaves it open. */
function settled(left: Outcome, right: Outcome, by: boolean): boolean | null {
  if (left === by || right === by) return by;
  return left === !by && right === !by ? !by : null;
}

export function isNumber(outcome: Outcome): outcome is Rational {
  return typeof outcome === 'object' && outcome !== null;
}

const ARITHMETIC: Readonly<
  Record<'+' | '-' | '*' | '/', (left: Rational, right: Rational) => Rational | null>
> = { '+': add, '-': subtract, '*': multiply, '/': divide };

const COMPARISONS: Readonly<Record<Comparator, (left: Rational, right: Rational) => boolean>> = {
  '=': (left, right) => !isLess(left, right) && !isLess(right, left),
  '!=': (left, right) => isLess(left, right) || isLess(right, left),
  '<': isLess,
  '<=': (left, right) => !isLess(right, left),
  '>': (left, right) => isLess(right, left),
  '>=': (left, right) => !isLess(left, right),
};
