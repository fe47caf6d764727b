import type { Fleet } from '../../demo/src/fleet/index.js';
import { readTree } from '../../demo/src/world/index.js';

/**
 * The communities that each node's clerk enters for: its own, or all that it hosts. A hosted log is written to once and
 * then falls silent for long, so that an entry that went astray is not brought along by the next one.
 */
export async function enteredFor(fleet: Fleet): Promise<readonly (readonly string[])[]> {
  const byNode = new Map<string, string[]>(fleet.nodes.map(({ plan }) => [plan.unit, []]));
  for (const { code, level } of await readTree()) {
    if (level === 'community') byNode.get(fleet.nodeFor(code).plan.unit)?.push(code);
  }
  return [...byNode.values()];
}
