import { createRandom } from '../../../demo/src/synthetic/index.js';
import type { DrillStage, Tier } from '../stage/index.js';
import { BOUNDARY_FAULTS } from './boundary-faults.js';
import { planFaults, type Place, type PlannedFault } from './fault-plan.js';
import type { Fault } from './fault.js';
import { LINK_FAULTS } from './link-faults.js';
import { NODE_FAULTS } from './node-faults.js';
import { POSTGRES_FAULTS } from './postgres-faults.js';
import { REDIS_FAULTS } from './redis-faults.js';
import { ROW_FAULTS } from './row-faults.js';
import { Turns } from './turns.js';

export const FAULTS: readonly Fault[] = [
  ...NODE_FAULTS,
  ...POSTGRES_FAULTS,
  ...REDIS_FAULTS,
  ...LINK_FAULTS,
  ...BOUNDARY_FAULTS,
  ...ROW_FAULTS,
];

/** More would leave a tree of five nodes with nothing that works. */
const FAULTS_AT_ONCE = 3;

export interface BreakOptions {
  readonly seed: number;
  readonly goesOn: () => boolean;
  readonly onFault: (planned: PlannedFault) => void;
}

/** Breaks and mends, several things at a time on different tiers; gives how often each fault happened. */
export async function breakThings(stage: DrillStage, options: BreakOptions): Promise<Record<string, number>> {
  const { seed, goesOn, onFault } = options;
  const plan = planFaults(FAULTS, placesOf(stage.tiers), createRandom(seed));
  const counts: Record<string, number> = {};
  const turns = new Turns();
  const breaking = async (): Promise<void> => {
    while (goesOn()) {
      const planned = plan.next().value;
      const { fault, unit, outageMs } = planned;
      const tier = stage.tier(unit);
      const above = tier.node.plan.parent;
      const touched = fault.touchesParent === true && above !== undefined ? [unit, above] : [unit];
      await turns.taking(touched, async () => {
        const parent = above === undefined ? undefined : stage.tier(above);
        if (!goesOn() || !(await fault.happen({ tier, parent, outageMs }))) return;
        counts[fault.name] = (counts[fault.name] ?? 0) + 1;
        onFault(planned);
      });
    }
  };
  await Promise.all(Array.from({ length: FAULTS_AT_ONCE }, breaking));
  return counts;
}

function placesOf(tiers: readonly Tier[]): Place[] {
  return tiers.map(({ unit, node, link, redis }) => {
    const has = new Set<Fault['needs']>(['node']);
    if (link) has.add('link');
    if (redis) has.add('redis');
    if (node.plan.children.length > 0) has.add('children');
    return { unit, has };
  });
}
