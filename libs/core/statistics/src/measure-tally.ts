import { evaluateExpression, isNumber, type Params, type TermValues } from './evaluate-expression.js';
import type { CompiledMeasure } from './compiled-indicator.js';
import { add, fromScaled, reduced, type Rational } from './rational.js';

const ZERO = fromScaled(0n, 0);
const ONE = fromScaled(1n, 0);

/** How the units of a measure stand: those that meet it, all that count, those of which it is not known, the sum. */
export interface Tally {
  readonly true: Rational;
  readonly all: Rational;
  readonly unknown: Rational;
  readonly total: Rational;
}

/** What a measure comes to for one unit; null where it is not known. */
export function measureOutcome(
  { definition: { value, kind } }: CompiledMeasure,
  terms: TermValues,
  params: Params,
): Rational | boolean | null {
  const outcome = evaluateExpression(value, terms, params);
  const known = kind === 'bool' ? typeof outcome === 'boolean' : isNumber(outcome);
  return known ? outcome : null;
}

/** Puts units into a tally one by one. A unit of which the measure is unknown is shown apart in either case. */
export class MeasureTally {
  private met = ZERO;
  private all = ZERO;
  private unknown = ZERO;
  private total = ZERO;

  constructor(private readonly measure: CompiledMeasure) {}

  add(terms: TermValues, params: Params): void {
    const outcome = measureOutcome(this.measure, terms, params);
    const isUnknown = outcome === null;
    if (isUnknown) this.unknown = add(this.unknown, ONE);
    if (!isUnknown || this.measure.definition.missing === 'false') this.all = add(this.all, ONE);
    if (outcome === true) this.met = add(this.met, ONE);
    if (isNumber(outcome)) this.total = reduced(add(this.total, outcome));
  }

  get tally(): Tally {
    return { true: this.met, all: this.all, unknown: this.unknown, total: this.total };
  }
}
