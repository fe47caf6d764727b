import type { MeasureAggregate, Param } from '#core/catalogue';
import type { Day } from '#core/kernel';
import {
  measureOutcome,
  MeasureTally,
  paramValue,
  toNumber,
  type CompiledMeasure,
  type Params,
  type Rational,
} from '#core/statistics';
import type { UnitRow } from '#platform/storage';
import type { Borders } from './borders.js';
import { NOTHING, type Part, type TermReading } from './term-reading.js';
import { attributesOf } from './unit-attributes.js';

export interface TallyInput {
  /** The units that the measure is computed for. */
  readonly units: readonly UnitRow[];
  /** The measure's terms, by the codes of these units. */
  readonly readings: ReadonlyMap<string, TermReading>;
  readonly borders: Borders;
  readonly at: Day;
  readonly params: readonly Param[];
}

/** A measure counted over units, in the whole and by the units right below the asked one. */
export interface Tallied {
  readonly whole: MeasureTally;
  readonly parts: ReadonlyMap<string, MeasureTally>;
}

/** A unit with what a measure is computed from there. */
interface Measured {
  readonly unit: UnitRow;
  readonly terms: ReadonlyMap<string, Rational | null>;
  readonly param: Params;
}

/** What a measure comes to in one unit. */
export interface UnitOutcome {
  readonly unit: UnitRow;
  /** null where it is not known. */
  readonly value: Rational | boolean | null;
  readonly terms: ReadonlyMap<string, Rational | null>;
}

/** Computes a measure for each unit and counts them. */
export function tallyUnits(measure: CompiledMeasure, input: TallyInput, groupWidth: number): Tallied {
  const whole = new MeasureTally(measure);
  const parts = new Map<string, MeasureTally>();
  for (const { unit, terms, param } of measuredUnits(input)) {
    const group = unit.code.slice(0, groupWidth);
    const part = parts.get(group) ?? new MeasureTally(measure);
    parts.set(group, part);
    for (const tally of [whole, part]) tally.add(terms, param);
  }
  return { whole, parts };
}

/** Computes a measure for each unit. */
export function outcomesOf(measure: CompiledMeasure, input: TallyInput): UnitOutcome[] {
  return [...measuredUnits(input)].map(({ unit, terms, param }) => ({
    ...{ unit, terms },
    value: measureOutcome(measure, terms, param),
  }));
}

function* measuredUnits({ units, readings, borders, at, params }: TallyInput): Generator<Measured> {
  for (const unit of units) {
    const place = attributesOf(unit, borders.tree);
    const terms = new Map(
      [...readings].map(([name, reading]) => [name, (reading.parts.get(unit.code) ?? reading.absent).value]),
    );
    yield { unit, terms, param: (code) => paramValue(params, code, place, at) };
  }
}

/** One aggregate of a measure that was counted. */
export function readingOfTally({ whole, parts }: Tallied, aggregate: MeasureAggregate): TermReading {
  const partOf = ({ tally }: MeasureTally): Part => ({
    value: tally[aggregate],
    records: toNumber(tally.all),
  });
  const unknownOf = ({ tally }: MeasureTally): number => toNumber(tally.unknown);
  return {
    whole: partOf(whole),
    parts: new Map([...parts].map(([group, tally]) => [group, partOf(tally)])),
    absent: NOTHING,
    unknown: {
      whole: unknownOf(whole),
      parts: new Map([...parts].map(([group, tally]) => [group, unknownOf(tally)])),
    },
  };
}
