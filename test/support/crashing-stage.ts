import { DrillStage } from '../../apps/drill/src/stage/index.js';
import { until } from './until.js';

/** A tree in which every node has servers of its own, which the test may crash. */
export function crashingStage(
  units: readonly string[],
  onRedis: readonly string[] = [],
): Promise<DrillStage> {
  // Nodes inherit nothing; by this the runner finds those that a test has left behind.
  return DrillStage.start({ units, onRedis, extra: { TEST_RUN: process.env['TEST_RUN'] ?? '' } });
}

/** An outage is over when its time has passed: nothing else tells its end. */
export async function passed(ms: number): Promise<void> {
  const end = performance.now() + ms;
  await until(async () => performance.now() >= end, { deadlineMs: ms + 10_000, what: 'the time to pass' });
}
