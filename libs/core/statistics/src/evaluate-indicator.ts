import type { Expression } from '#core/catalogue';
import type { CompiledIndicator } from './compiled-indicator.js';
import {
  add,
  divide,
  fromNumber,
  fromScaled,
  isLess,
  multiply,
  subtract,
  toNumber,
  type Rational,
} from './rational.js';

/** A term's state: a whole number of 10^-scale. Amounts of money are hundredths, so their value is in 元. */
export interface TermValue {
  readonly scaled: bigint;
  readonly scale: number;
}

/** Values by name of term; null where a value is not known, which is not the same as zero. */
export type TermValues = ReadonlyMap<string, TermValue | null>;
/** The value of a parameter for the unit and the day asked for. */
export type Params = (code: string) => number | string | null;

/**
 * The indicator's value from merged terms. Everything is computed in fractions and rounded once at the end: with
 * doubles 100 * 0.69 / 0.69 comes out above 100, and a target of "more than 100 %" would be met by no growth at all.
 * Whatever needs an unknown value or a division by zero is unknown.
 */
export function evaluateIndicator(
  { definition }: CompiledIndicator,
  terms: TermValues,
  params: Params,
): number | null {
  const value = evaluate(definition.value, { terms, params });
  return value && toNumber(value);
}

interface Known {
  readonly terms: TermValues;
  readonly params: Params;
}

function evaluate(expression: Expression, known: Known): Rational | null {
  switch (expression.is) {
    case 'number':
      return fromNumber(expression.value);
    case 'name': {
      const term = known.terms.get(expression.name);
      return term ? fromScaled(term.scaled, term.scale) : null;
    }
    case 'param': {
      const value = known.params(expression.code);
      return typeof value === 'number' ? fromNumber(value) : null;
    }
    case 'arithmetic':
    case 'min':
    case 'max': {
      const left = evaluate(expression.left, known);
      const right = evaluate(expression.right, known);
      if (!left || !right) return null;
      return OPERATIONS[expression.is === 'arithmetic' ? expression.operator : expression.is](left, right);
    }
    default:
      // Conditions have no number: an indicator is a quantity.
      return null;
  }
}

const OPERATIONS: Readonly<
  Record<'+' | '-' | '*' | '/' | 'min' | 'max', (left: Rational, right: Rational) => Rational | null>
> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  min: (left, right) => (isLess(right, left) ? right : left),
  max: (left, right) => (isLess(left, right) ? right : left),
};
