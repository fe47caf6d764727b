import type { Param } from '#core/catalogue';
import { isWithin, type Day } from '#core/kernel';
import type { UnitAttributes } from './unit-scope.js';

type ParamValue = Param['value'];

/** What the rows of parameters ask of a unit. */
export type ParamPlace = Pick<UnitAttributes, 'code' | 'streetKind' | 'seat'>;

/** The value of a parameter for a unit on a day; null where nothing is set: whatever needs it is unknown. */
export function paramValue(params: readonly Param[], code: string, place: ParamPlace, day: Day): ParamValue {
  let best: Param | undefined;
  for (const row of params) {
    if (row.code !== code || row.from > day || !fits(row, place)) continue;
    if (!best || precedes(row, best)) best = row;
  }
  return best?.value ?? null;
}

function fits({ where }: Param, place: ParamPlace): boolean {
  return (
    isWithin(place.code, where.region) &&
    (where.streetKind === undefined || where.streetKind === place.streetKind) &&
    (where.seat === undefined || where.seat === place.seat)
  );
}

/** The longest region wins, then the row with more conditions, then the newest. */
function precedes(row: Param, other: Param): boolean {
  if (row.where.region.length !== other.where.region.length)
    return row.where.region.length > other.where.region.length;
  const [own, others] = [conditionsOf(row), conditionsOf(other)];
  return own === others ? row.from > other.from : own > others;
}

function conditionsOf({ where }: Param): number {
  return (where.streetKind === undefined ? 0 : 1) + (where.seat === undefined ? 0 : 1);
}

/** From a day on a parameter has a value in a unit. */
export interface ParamStep {
  readonly from: Day;
  readonly value: ParamValue;
}

/** The values of a parameter in a unit in the order of their days; before the first one it is not set. */
export function paramSteps(params: readonly Param[], code: string, unit: string): readonly ParamStep[] {
  const days = new Set(params.flatMap((row) => (row.code === code ? row.from : [])));
  return [...days].sort().map((from) => ({ from, value: paramValue(params, code, { code: unit }, from) }));
}

/** True where a parameter's value depends on more than the code of the unit. */
export function asksKindOfStreet(params: readonly Param[], code: string): boolean {
  return params.some((row) => row.code === code && conditionsOf(row) > 0);
}
