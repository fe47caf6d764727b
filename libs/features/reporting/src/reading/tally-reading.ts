import type { MeasureAggregate, Param } from '#core/catalogue';
import type { Day } from '#core/kernel';
import { MeasureTally, paramValue, toNumber, type CompiledMeasure } from '#core/statistics';
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
  readonly groupWidth: number;
}

/** A measure counted over units, in the whole and by the units right below the asked one. */
export interface Tallied {
  readonly whole: MeasureTally;
  readonly parts: ReadonlyMap<string, MeasureTally>;
}

/** Computes a measure for each unit and counts them. */
export function tallyUnits(measure: CompiledMeasure, input: TallyInput): Tallied {
  const { units, readings, borders, at, params, groupWidth } = input;
  const whole = new MeasureTally(measure);
  const parts = new Map<string, MeasureTally>();
  for (const unit of units) {
    const group = unit.code.slice(0, groupWidth);
    const part = parts.get(group) ?? new MeasureTally(measure);
    parts.set(group, part);
    const place = attributesOf(unit, borders.tree);
    const terms = new Map(
      [...readings].map(([name, reading]) => [name, (reading.parts.get(unit.code) ?? reading.absent).value]),
    );
    const param = (code: string) => paramValue(params, code, place, at);
    for (const tally of [whole, part]) tally.add(terms, param);
  }
  return { whole, parts };
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
