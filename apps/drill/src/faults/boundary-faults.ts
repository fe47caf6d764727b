import { pause } from '../../../demo/src/fleet/index.js';
import type { Caught, Link } from '../link/index.js';
import type { Tier } from '../stage/index.js';
import { until } from '../until.js';
import type { Fault } from './fault.js';

/** Where nobody sends anything for so long, there is no boundary to be killed at. */
const PATIENCE_MS = 3_000;

async function killFor(outageMs: number, { node }: Tier, meanwhile?: () => void): Promise<void> {
  await node.kill();
  meanwhile?.();
  await pause(outageMs);
  await node.start();
}

const caughtFault = (
  name: string,
  place: 'request' | 'answer',
  harm: (caught: Caught, tier: Tier, parent: Tier, outageMs: number) => Promise<void>,
): Fault => ({
  name,
  needs: 'link',
  touchesParent: true,
  happen: async ({ tier, parent, outageMs }) => {
    const caught = await tier.link?.catchNext(place, PATIENCE_MS);
    if (!caught || !parent) return false;
    await harm(caught, tier, parent, outageMs);
    return true;
  },
});

/** A power cut at each step between writing an entry and knowing that the parent has it. */
export const BOUNDARY_FAULTS: readonly Fault[] = [
  {
    name: 'killed-after-write',
    needs: 'link',
    happen: async ({ tier, outageMs }) => {
      const { link } = tier;
      if (!link || !(await hasWritten(tier, link))) return false;
      await killFor(outageMs, tier, () => link.mend());
      return true;
    },
  },
  caughtFault('killed-after-send', 'request', (caught, tier, _parent, outageMs) =>
    // The frame is on its way and arrives, though nobody is there any more to hear the answer.
    killFor(outageMs, tier, () => caught.pass()),
  ),
  caughtFault('parent-killed-after-commit', 'answer', (caught, _tier, parent, outageMs) =>
    killFor(outageMs, parent, () => caught.drop()),
  ),
  caughtFault('killed-before-ack', 'answer', (caught, tier, _parent, outageMs) =>
    killFor(outageMs, tier, () => caught.drop()),
  ),
];

/** Holds the link back until the node has something that it cannot have sent. */
async function hasWritten({ node }: Tier, link: Link): Promise<boolean> {
  link.become({ requests: 'hold' });
  const written = async (): Promise<boolean> => ((await node.api.status()).uplink?.backlog ?? 0) > 0;
  const found = await until(written, { deadlineMs: PATIENCE_MS, what: 'a backlog' }).catch(() => false);
  if (!found) link.mend();
  return found;
}
