import type { CompiledIndicator } from './compiled-indicator.js';
import { evaluateExpression, isNumber, type Params, type TermValues } from './evaluate-expression.js';
import { toNumber } from './rational.js';

/** The indicator's value from merged terms, rounded once at the end. A condition has no number. */
export function evaluateIndicator(
  { definition }: Pick<CompiledIndicator, 'definition'>,
  terms: TermValues,
  params: Params,
): number | null {
  const value = evaluateExpression(definition.value, terms, params);
  return isNumber(value) ? toNumber(value) : null;
}
