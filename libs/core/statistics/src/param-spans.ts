import {
  boundInFen,
  type ComparePredicate,
  type Fields,
  type Param,
  type StoredValue,
} from '#core/catalogue';
import type { Lifespan } from './lifespan.js';
import { paramSteps } from './param-rows.js';
import { COMPARISONS } from './predicate.js';

/** A condition that compares a field with a parameter. */
export type ParamPredicate = ComparePredicate & {
  readonly operand: Extract<ComparePredicate['operand'], { readonly is: 'param' }>;
};

/**
 * The days on which conditions on parameters hold for a record: a parameter has one value from some day on and another one
 * from a later day, and the record begins or ceases to count on these days. In order, none touching the next.
 */
export function spansWithin(
  lifespan: Lifespan,
  predicates: readonly ParamPredicate[],
  params: readonly Param[],
  { unit, fields }: { readonly unit: string; readonly fields: Fields },
): readonly Lifespan[] {
  let spans: readonly Lifespan[] = [lifespan];
  for (const predicate of predicates) {
    const held = spansOf(predicate, params, unit, fields[predicate.subject.name]);
    spans = spans.flatMap((span) => held.flatMap((other) => intersection(span, other) ?? []));
  }
  return spans;
}

function spansOf(
  { operand, operator }: ParamPredicate,
  params: readonly Param[],
  unit: string,
  field: StoredValue | undefined,
): readonly Lifespan[] {
  const spans: Lifespan[] = [];
  const steps = paramSteps(params, operand.code, unit);
  steps.forEach(({ from, value }, index) => {
    const right = operand.money && typeof value === 'number' ? boundInFen(value) : value;
    const holds = field !== undefined && right !== null && typeof field === typeof right;
    if (!holds || !COMPARISONS[operator](field, right)) return;
    const to = steps[index + 1]?.from ?? null;
    const last = spans.at(-1);
    if (last?.to === from) spans[spans.length - 1] = { from: last.from, to };
    else spans.push({ from, to });
  });
  return spans;
}

function intersection(one: Lifespan, other: Lifespan): Lifespan | undefined {
  const from = one.from > other.from ? one.from : other.from;
  const to = one.to === null || (other.to !== null && other.to < one.to) ? other.to : one.to;
  return to !== null && to <= from ? undefined : { from, to };
}
