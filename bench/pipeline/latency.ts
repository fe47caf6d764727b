import { pause } from '../../apps/demo/src/fleet/index.js';
import type { Stage } from '../../apps/demo/src/stage/index.js';
import type { SyntheticUnit } from '../../apps/demo/src/synthetic/index.js';
import { percentile } from '../harness/index.js';
import { waitForRecord } from './arrival.js';
import { CpuMeter } from './cpu-meter.js';
import { topOf } from './throughput.js';
import type { Supply } from './workload.js';

export interface Latency {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Mean time between two questions to the city: the figures are too high by half of it on average. */
  readonly lookEveryMs: number;
  /** Cores that everybody else used meanwhile. */
  readonly othersCores: number;
}

const SAMPLES = 200;

/** The first ones compile code and open connections. */
const WARM_UP = 20;

const LOOK_EVERY_MS = 1;
const ARRIVAL_MS_MAX = 30_000;

/** Between two records everything falls asleep again, never in step with the record before. */
const REST_MS_MIN = 20;
const REST_MS_RANGE = 60;

/** One record at a time, from the request until the city answers for it. */
export async function measureLatency(
  stage: Stage,
  supply: Supply,
  community: SyntheticUnit,
  signal: AbortSignal,
): Promise<Latency> {
  const node = stage.fleet.nodeFor(community.code);
  const city = topOf(stage);
  const times: number[] = [];
  let looks = 0;
  const meter = new CpuMeter(stage);
  const started = performance.now();
  for (let sample = -WARM_UP; sample < SAMPLES; sample += 1) {
    await pause(REST_MS_MIN + Math.random() * REST_MS_RANGE);
    const record = supply.next(community);
    const sent = performance.now();
    await node.api.enter([record]);
    const wait = { everyMs: LOOK_EVERY_MS, msMax: ARRIVAL_MS_MAX, signal };
    const arrival = await waitForRecord(city, record.record, wait);
    if (sample < 0) continue;
    times.push(arrival.at - sent);
    looks += arrival.looks;
  }
  return {
    samples: times.length,
    p50Ms: percentile(times, 50),
    p99Ms: percentile(times, 99),
    maxMs: Math.max(...times),
    lookEveryMs: times.reduce((sum, time) => sum + time, 0) / looks,
    othersCores: (meter.read().others * 1_000) / (performance.now() - started),
  };
}
