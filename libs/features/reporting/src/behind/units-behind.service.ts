import { Inject, Injectable } from '@nestjs/common';
import { SilianError } from '#core/kernel';
import { toNumber, type CompiledTerm, type Rational } from '#core/statistics';
import { IndicatorReading } from '../reading/indicator-reading.js';
import type { Question, Scope } from '../reading/question.js';
import type { TermReader } from '../reading/term-reader.js';

/** true and false: the measure is met or not; unknown: it is not known. */
export const STATES = ['true', 'false', 'unknown'] as const;
export type State = (typeof STATES)[number];

export interface UnitBehind {
  readonly unit: string;
  readonly name: string;
  /** What the measure comes to; true for a unit that is only counted. */
  readonly value: number | boolean | null;
  readonly terms: Readonly<Record<string, number | null>>;
}

/** The units that a number counts. */
@Injectable()
export class UnitsBehind {
  constructor(@Inject(IndicatorReading) private readonly reading: IndicatorReading) {}

  /** All of them in the order of their codes. Throws `term_without_units`. */
  list(name: string, term: CompiledTerm, scope: Scope, question: Question): Promise<readonly UnitBehind[]> {
    return this.reading.snapshot(async (_, readerOf) => {
      const units = await unitsOf(term, scope, readerOf(question));
      if (!units) throw new SilianError('term_without_units', { term: name });
      return units;
    });
  }
}

export function stateOf({ value }: UnitBehind): State | undefined {
  if (value === null) return 'unknown';
  return typeof value === 'boolean' ? (`${value}` as const) : undefined;
}

async function unitsOf(
  term: CompiledTerm,
  scope: Scope,
  reader: TermReader,
): Promise<readonly UnitBehind[] | undefined> {
  if (term.kind === 'units') {
    const units = reader.unitsOf(scope, term.filter);
    return units.map(({ code, name }) => ({ unit: code, name, value: true, terms: {} }));
  }
  if (term.kind !== 'tally') return undefined;
  const outcomes = await reader.outcomes(term, scope);
  return outcomes.map(({ unit, value, terms }) => ({
    ...{ unit: unit.code, name: unit.name },
    value: typeof value === 'boolean' ? value : numberOf(value),
    terms: Object.fromEntries([...terms].map(([name, part]) => [name, numberOf(part)])),
  }));
}

function numberOf(value: Rational | null): number | null {
  return value && toNumber(value);
}
