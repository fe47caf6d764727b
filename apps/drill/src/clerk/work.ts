import { pause } from '../../../demo/src/fleet/index.js';
import { createRandom } from '../../../demo/src/synthetic/index.js';
import type { Clerk } from './clerk.js';

const BATCH_MAX = 60;

/** Between two batches. Clerks without rest would leave a small machine no time to restart what was broken. */
const REST_MS_MAX = 800;

/** Records of a batch that may be changed again. */
const CHANGED_MAX = 4;

/** A clerk who enters for one unit after the other, corrects and withdraws while `goesOn` says so, whatever breaks. */
export async function work(
  clerk: Clerk,
  units: readonly string[],
  seed: number,
  goesOn: () => boolean,
): Promise<void> {
  const random = createRandom(seed);
  for (let turn = 0; goesOn(); turn += 1) {
    const records = await clerk.enter(units[turn % units.length] ?? '', random.integer(1, BATCH_MAX));
    for (const record of records.slice(0, CHANGED_MAX)) {
      if (random.chance(0.5)) await clerk.correct(record);
      if (random.chance(0.3)) await clerk.remove(record);
    }
    await pause(random.integer(0, REST_MS_MAX));
  }
}
