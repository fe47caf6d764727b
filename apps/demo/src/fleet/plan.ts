import { isWithin, unitLevel, type Level } from '#core/kernel';

/** One node of a fleet. The parent is the nearest unit of the plan above it. */
export interface PlannedNode {
  readonly unit: string;
  readonly level: Level;
  readonly parent: string | undefined;
  /** Units below that run their own nodes. */
  readonly children: readonly string[];
}

/** Orders units so that parents come before their children, and finds out who is whose parent. */
export function planFleet(units: readonly string[]): readonly PlannedNode[] {
  const sorted = [...units].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  return sorted.map((unit) => {
    const level = unitLevel(unit);
    if (!level) throw new TypeError(`${unit} is not a unit code`);
    const above = sorted.filter((other) => other !== unit && isWithin(unit, other));
    const children = sorted.filter((other) => other !== unit && isWithin(other, unit));
    return { unit, level, parent: above.at(-1), children };
  });
}

/** One branch from the city to a community: four nodes. */
export const ONE_BRANCH = ['1405', '140502', '140502001', '140502001001'] as const;

/** City, two districts, three streets and five communities; everything else of the city is hosted. */
export const DEMO_UNITS = [
  '1405',
  '140502',
  '140581',
  '140502001',
  '140502002',
  '140581001',
  '140502001001',
  '140502001002',
  '140502002001',
  '140502002002',
  '140581001001',
] as const;
