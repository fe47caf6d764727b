import { compile, type Binding, type Computation } from './compile.js';
import type { Expression, Value } from './expression.js';

/** Where an expression finds its values. `today` is asked for as `value('today')`. */
export interface Scope {
  value(name: string): Value;
  param(code: string): number | string | null;
}

const SCOPE_BINDING: Binding<Scope, undefined> = {
  name: (name) => (scope) => scope.value(name),
  param: (code) => (scope) => scope.param(code),
  today: (scope) => scope.value('today'),
};

/** Compiled once for each expression: an indicator is evaluated for thousands of units. */
const compiled = new WeakMap<Expression, Computation<Scope, undefined>>();

/**
 * The value of an expression. Unknown operands make arithmetic and comparisons unknown (null), and so does a
 * division by zero; `and`, `or` and `not` are three-valued.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  let computation = compiled.get(expression);
  if (!computation) {
    computation = compile(expression, SCOPE_BINDING);
    compiled.set(expression, computation);
  }
  return computation(scope, undefined);
}
