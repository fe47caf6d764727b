import { LEVELS, type Level } from '#core/kernel';
import type { SyntheticUnit } from '../synthetic/index.js';

/** Of each district: streets without a node of their own, and communities of each such street. */
const HOSTED_STREETS_PER_DISTRICT = 2;
const COMMUNITIES_PER_STREET = 3;

/** The units that records are entered for, by level; neighbours in a list lie in different districts. */
export type ChosenUnits = Readonly<Record<Level, readonly SyntheticUnit[]>>;

/**
 * Chooses all units with a node of their own, and units of all districts that are hosted by a street, by a district or
 * by the city: every way that a record can take.
 */
export function chooseUnits(tree: readonly SyntheticUnit[], nodes: readonly string[]): ChosenUnits {
  const own = new Set(nodes);
  const below = (code: string, level: Level): readonly SyntheticUnit[] =>
    tree.filter((unit) => unit.level === level && unit.code.startsWith(code));
  const districts = tree.filter((unit) => unit.level === 'district');
  const streets = districts.flatMap((district) => {
    const all = below(district.code, 'street');
    const hosted = all.filter((street) => !own.has(street.code));
    return [...all.filter((street) => own.has(street.code)), ...hosted.slice(0, HOSTED_STREETS_PER_DISTRICT)];
  });
  const communities = streets.flatMap((street) => {
    const all = below(street.code, 'community');
    const hosted = all.filter((community) => !own.has(community.code));
    return [
      ...all.filter((community) => own.has(community.code)),
      ...hosted.slice(0, COMMUNITIES_PER_STREET),
    ];
  });
  return {
    city: tree.filter((unit) => unit.level === 'city'),
    district: districts,
    street: inTurn(streets),
    community: inTurn(communities),
  };
}

export function allUnits(chosen: ChosenUnits): readonly SyntheticUnit[] {
  return LEVELS.flatMap((level) => chosen[level]);
}

const DISTRICT_CODE_LENGTH = 6;

/** One of each district, then the next of each: few records are spread as widely as many. */
function inTurn(units: readonly SyntheticUnit[]): readonly SyntheticUnit[] {
  const groups = new Map<string, SyntheticUnit[]>();
  for (const unit of units) {
    const district = unit.code.slice(0, DISTRICT_CODE_LENGTH);
    groups.set(district, [...(groups.get(district) ?? []), unit]);
  }
  const longest = Math.max(0, ...[...groups.values()].map((group) => group.length));
  return Array.from({ length: longest }, (_, place) =>
    [...groups.values()].flatMap((group) => group[place] ?? []),
  ).flat();
}
