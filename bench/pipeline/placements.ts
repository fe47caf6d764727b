import type { SyntheticUnit } from '../../apps/demo/src/synthetic/index.js';

/** Where the records of a run come from. */
export interface Placement {
  readonly name: string;
  readonly words: string;
  /** How many communities' logs are written; the first one has a node of its own. */
  readonly logs: number;
  /** How many links most records cross on their way to the city. */
  readonly hops: number;
}

/** 凤城镇, a county's seat: one of the few street-level units with more than forty communities. */
const STREET = '140522100';

/**
 * A community's node serves one community, so that forty logs cannot all begin four tiers down: either everything
 * crosses all three links as one log, or forty logs begin at the street and cross two.
 */
export const PLACEMENTS: readonly Placement[] = [
  {
    name: 'one-log',
    words: 'one community enters everything at its own node: 1 log, 3 hops',
    logs: 1,
    hops: 3,
  },
  {
    name: 'forty-logs',
    words: '40 communities: 39 hosted by their street (2 hops), 1 with its own node (3 hops)',
    logs: 40,
    hops: 2,
  },
];

/** The communities that enter, the one with its own node first. */
export function communitiesOf(
  placement: Placement,
  tree: readonly SyntheticUnit[],
): readonly SyntheticUnit[] {
  const communities = tree.filter(({ code, level }) => level === 'community' && code.startsWith(STREET));
  if (communities.length < placement.logs) throw new RangeError(`${STREET} has too few communities`);
  return communities.slice(0, placement.logs);
}

/** City, district, street and one community: four nodes with four databases. */
export function nodesFor(community: string): readonly string[] {
  return [STREET.slice(0, 4), STREET.slice(0, 6), STREET, community];
}
