import type { Param } from '#core/catalogue';
import { deriveStreetKind, isWithin, type Day } from '#core/kernel';

/** What a parameter's conditions can ask about a unit. */
export interface ParamUnit {
  readonly code: string;
  readonly seat: boolean;
}

/**
 * The value that holds for a unit on a day: of the rows that fit, the one with the longest region, then with the most
 * conditions, then the newest. undefined where none fits.
 */
export function resolveParam(
  params: readonly Param[],
  code: string,
  unit: ParamUnit,
  day: Day,
): Param['value'] | undefined {
  const fitting = params.filter((row) => row.code === code && row.from <= day && fits(row, unit));
  return fitting.sort(byPrecedence)[0]?.value;
}

function fits({ where }: Param, unit: ParamUnit): boolean {
  if (!isWithin(unit.code, where.region)) return false;
  if (where.streetKind !== undefined && where.streetKind !== deriveStreetKind(unit.code)) return false;
  return where.seat === undefined || where.seat === unit.seat;
}

function byPrecedence(left: Param, right: Param): number {
  const byRegion = right.where.region.length - left.where.region.length;
  if (byRegion !== 0) return byRegion;
  const byConditions = conditionsOf(right) - conditionsOf(left);
  if (byConditions !== 0) return byConditions;
  return left.from < right.from ? 1 : -1;
}

function conditionsOf({ where }: Param): number {
  return Number(where.streetKind !== undefined) + Number(where.seat !== undefined);
}
