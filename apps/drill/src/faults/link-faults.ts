import { pause } from '../../../demo/src/fleet/index.js';
import { bodyOf, PARTITIONS, SLOW_LINE, withBody, type Conditions, type Link } from '../link/index.js';
import type { Fault } from './fault.js';

/** How often a flapping link goes up and down, and how many old requests come again, in one fault. */
const REPEATS = 5;

/** False where there was nothing to harm. */
type Harm = (link: Link, outageMs: number) => Promise<boolean | void>;

const linkFault = (name: string, harm: Harm): Fault => ({
  name,
  needs: 'link',
  happen: async ({ tier: { link }, outageMs }) => {
    if (!link) return false;
    const harmed = await harm(link, outageMs);
    link.mend();
    return harmed !== false;
  },
});

/** The link is like this for a while. */
const lasting =
  (conditionsOf: (outageMs: number) => Partial<Conditions>): Harm =>
  async (link, outageMs) => {
    link.become(conditionsOf(outageMs));
    await pause(outageMs);
  };

/** Turns one bit of a body over; the same one for the same number. */
export function flipBit(message: Buffer, number: number): Buffer {
  const body = Buffer.from(bodyOf(message));
  const at = number % Math.max(1, body.length);
  body[at] = (body[at] ?? 0) ^ (1 << (number % 8));
  return withBody(message, body);
}

/** A body that ends early, and says so. */
export function truncate(message: Buffer, number: number): Buffer {
  const body = bodyOf(message);
  return withBody(message, body.subarray(0, number % Math.max(1, body.length)));
}

/** Faults of the way from a child to its parent. */
export const LINK_FAULTS: readonly Fault[] = [
  linkFault(
    'partition-both-ways',
    lasting(() => PARTITIONS.both),
  ),
  linkFault(
    'partition-answers-lost',
    lasting(() => PARTITIONS.answersLost),
  ),
  linkFault(
    'partition-requests-lost',
    lasting(() => PARTITIONS.requestsLost),
  ),
  linkFault(
    'slow-link',
    lasting(() => ({ line: SLOW_LINE })),
  ),
  linkFault(
    'frames-duplicated',
    lasting(() => ({ twice: true })),
  ),
  linkFault(
    'reset-in-mid-frame',
    lasting((number) => ({ cutAt: (number % 100) / 100 })),
  ),
  linkFault(
    'bits-flipped',
    lasting((number) => ({ changeRequest: (request) => flipBit(request, number) })),
  ),
  linkFault(
    'frames-truncated',
    lasting((number) => ({ changeRequest: (request) => truncate(request, number) })),
  ),
  linkFault(
    'answers-truncated',
    lasting((number) => ({ changeAnswer: (answer) => truncate(answer, number) })),
  ),
  linkFault('link-flapping', async (link, outageMs) => {
    for (let turn = 0; turn < REPEATS; turn += 1) {
      link.become(PARTITIONS.both);
      link.reset();
      await pause(outageMs / REPEATS / 2);
      link.mend();
      await pause(outageMs / REPEATS / 2);
    }
  }),
  linkFault('frames-replayed', async (link) => {
    // A parent that is away just now misses nothing.
    const old = link.recorded.slice(0, REPEATS);
    for (const request of old) await link.send(request).catch(() => undefined);
    return old.length > 0;
  }),
];
