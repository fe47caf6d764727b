import type { Expression, Value } from './expression.js';
import { both, calculate, compare, either, extreme, opposite } from './values.js';

/** An expression made into nested functions, so that a record costs neither a lookup nor an allocation. */
export type Computation<S, C> = (subject: S, context: C) => Value;

/** How the names of one kind of subject are read; asked once for each name, when the expression is compiled. */
export interface Binding<S, C> {
  name(name: string): Computation<S, C>;
  param(code: string): Computation<S, C>;
  readonly today: Computation<S, C>;
}

export function compile<S, C>(expression: Expression, binding: Binding<S, C>): Computation<S, C> {
  switch (expression.is) {
    case 'number':
    case 'boolean':
    case 'text': {
      const { value } = expression;
      return () => value;
    }
    case 'today':
      return binding.today;
    case 'name':
      return binding.name(expression.name);
    case 'param':
      return binding.param(expression.code);
    case 'not': {
      const operand = compile(expression.operand, binding);
      return (subject, context) => opposite(operand(subject, context));
    }
    case 'set': {
      const named = binding.name(expression.name);
      return (subject, context) => named(subject, context) !== null;
    }
    case 'in':
      return compileMembership(binding.name(expression.name), expression.values);
    default:
      return compilePair(expression, compile(expression.left, binding), compile(expression.right, binding));
  }
}

function compileMembership<S, C>(
  named: Computation<S, C>,
  values: readonly (string | number | boolean)[],
): Computation<S, C> {
  const members = new Set<Value>(values);
  return (subject, context) => {
    const value = named(subject, context);
    return value === null ? null : members.has(value);
  };
}

type Pair = Extract<Expression, { left: Expression }>;

function compilePair<S, C>(
  expression: Pair,
  left: Computation<S, C>,
  right: Computation<S, C>,
): Computation<S, C> {
  switch (expression.is) {
    case 'and':
      return (subject, context) => both(left(subject, context), right(subject, context));
    case 'or':
      return (subject, context) => either(left(subject, context), right(subject, context));
    case 'min':
    case 'max': {
      const which = expression.is;
      return (subject, context) => extreme(which, left(subject, context), right(subject, context));
    }
    case 'comparison': {
      const { operator } = expression;
      return (subject, context) => compare(operator, left(subject, context), right(subject, context));
    }
    case 'arithmetic': {
      const { operator } = expression;
      return (subject, context) => calculate(operator, left(subject, context), right(subject, context));
    }
  }
}
