import type { Catalogue } from '#core/catalogue';
import { LEVELS } from '#core/kernel';
import { typesFor, type SyntheticUnit } from '../synthetic/index.js';
import type { ChosenUnits } from './chosen-units.js';

/** One record to be made. */
export interface PlannedRecord {
  readonly type: string;
  readonly unit: SyntheticUnit;
}

/** How often a type comes in one round of its unit; types that are not listed come once. */
const RECORDS_PER_ROUND: Readonly<Record<string, number>> = {
  activity: 3,
  facility: 4,
  'fund-flow': 3,
  meeting: 2,
  org: 3,
  person: 2,
  'request-step': 2,
  'service-outlet': 3,
  'service-project': 2,
  'service-request': 2,
};

/**
 * Plans as many records as are asked for, in rounds: each round visits every unit with all types of its level. The
 * upper levels come first and types come in the order of the catalogue, so that what a record points to exists.
 */
export function planRecords(
  catalogue: Catalogue,
  units: ChosenUnits,
  count: number,
): readonly PlannedRecord[] {
  const planned: PlannedRecord[] = [];
  for (let round = 0; planned.length < count; round += 1) {
    const before = planned.length;
    for (const unit of inTurns(units)) planned.push(...recordsOf(catalogue, unit, round));
    if (planned.length === before) throw new RangeError('these units have no records to plan');
  }
  return planned.slice(0, count);
}

/** The first unit of each level from the top, then the second of each: a short plan has every type already. */
function inTurns(units: ChosenUnits): readonly SyntheticUnit[] {
  const longest = Math.max(...LEVELS.map((level) => units[level].length));
  return Array.from({ length: longest }, (_, place) =>
    LEVELS.flatMap((level) => units[level][place] ?? []),
  ).flat();
}

function recordsOf(catalogue: Catalogue, unit: SyntheticUnit, round: number): readonly PlannedRecord[] {
  return typesFor(catalogue, unit.level).flatMap((type) => {
    if (round > 0 && isOncePerUnit(catalogue, type)) return [];
    return Array.from({ length: RECORDS_PER_ROUND[type] ?? 1 }, () => ({ type, unit }));
  });
}

/** A profile's only key is its unit: there cannot be a second one. */
export function isOncePerUnit(catalogue: Catalogue, type: string): boolean {
  return catalogue.types.get(type)?.naturalKey.join() === 'region';
}
