import { pause, type NodeProcess } from '../../apps/demo/src/fleet/index.js';
import type { Stage } from '../../apps/demo/src/stage/index.js';
import type { SyntheticUnit } from '../../apps/demo/src/synthetic/index.js';
import { percentile } from '../harness/index.js';
import { enterAll, makeWorkload, topOf, waitForRecord, type Supply } from '../pipeline/index.js';

export interface Drain {
  /** From the parent's return until it held the first record of the backlog: how long the child's pause lasts. */
  readonly resumedAfterSeconds: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  /** Bodies of the frames on all links, compressed as sent, without the heartbeats and HTTP headers. */
  readonly wireBytesPerRecordAndHop: number;
  /** Single urgent records that were entered at the same community meanwhile, until the city had them. */
  readonly urgent: UrgentTimes;
}

export interface UrgentTimes {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** The first one is entered as soon as the parent is back: it meets whatever pause its lane had got into. */
  readonly firstMs: number;
  readonly slowestMs: number;
}

const LOOK_EVERY_MS = 20;
const URGENT_LOOK_EVERY_MS = 5;
const URGENT_EVERY_MS = 200;
const ARRIVAL_MS_MAX = 1_200_000;
const URGENT_MS_MAX = 120_000;
const LANES_MS_MAX = 60_000;
const REQUESTS_AT_ONCE = 2;

/** The community's parent is away while so many records are entered; then all of them rise to the city. */
export async function measureDrain(
  stage: Stage,
  supply: Supply,
  community: SyntheticUnit,
  run: { readonly records: number; readonly signal: AbortSignal },
): Promise<Drain> {
  const { signal } = run;
  const city = topOf(stage);
  const node = stage.fleet.nodeFor(community.code);
  const parent = stage.fleet.node(node.plan.parent ?? '');
  await untilLanesAreOpen(node, supply, community);
  const before = await bytesSent(stage);
  await parent.stop();
  const workload = makeWorkload(supply, stage.fleet, [community], run.records);
  const first = JSON.parse(workload.batches[0]?.body ?? '') as { records: { record: string }[] };
  const [last = ''] = await enterAll(workload.batches, REQUESTS_AT_ONCE);
  await parent.start();
  const returned = performance.now();
  const wait = { everyMs: LOOK_EVERY_MS, msMax: ARRIVAL_MS_MAX, signal };
  const begun = await waitForRecord(parent, first.records[0]?.record ?? '', wait);
  const arrival = waitForRecord(city, last, wait);
  const urgent = await urgentWhile(arrival, { node, city, supply, community, signal });
  const { at } = await arrival;
  const hops = stage.fleet.nodes.length - 1;
  return {
    resumedAfterSeconds: (begun.at - returned) / 1_000,
    seconds: (at - begun.at) / 1_000,
    recordsPerSecond: (run.records * 1_000) / (at - begun.at),
    wireBytesPerRecordAndHop: ((await bytesSent(stage)) - before) / run.records / hops,
    urgent: timesOf(urgent),
  };
}

function timesOf(times: readonly number[]): UrgentTimes {
  const [p50Ms, p95Ms, slowestMs] = [percentile(times, 50), percentile(times, 95), percentile(times, 100)];
  return { samples: times.length, p50Ms, p95Ms, firstMs: times[0] ?? Number.NaN, slowestMs };
}

interface UrgentRun {
  readonly node: NodeProcess;
  readonly city: NodeProcess;
  readonly supply: Supply;
  readonly community: SyntheticUnit;
  readonly signal: AbortSignal;
}

/** One urgent record after the other while the backlog rises; gives the time of each. */
async function urgentWhile(arrival: Promise<unknown>, run: UrgentRun): Promise<number[]> {
  let over = false;
  void arrival.then(
    () => (over = true),
    () => (over = true),
  );
  const times: number[] = [];
  while (!over) {
    const record = { ...run.supply.next(run.community), urgent: true };
    const started = performance.now();
    await run.node.api.enter([record]);
    const wait = { everyMs: URGENT_LOOK_EVERY_MS, msMax: URGENT_MS_MAX, signal: run.signal };
    times.push((await waitForRecord(run.city, record.record, wait)).at - started);
    await pause(URGENT_EVERY_MS);
  }
  return times;
}

/** A node opens the lane when it has heard that all above it know it: a heartbeat a tier. */
async function untilLanesAreOpen(node: NodeProcess, supply: Supply, community: SyntheticUnit): Promise<void> {
  const deadline = performance.now() + LANES_MS_MAX;
  while (performance.now() < deadline) {
    const { saved } = await node.api.enter([{ ...supply.next(community), urgent: true }]);
    if (saved[0]?.lane === 'urgent') return;
    await pause(URGENT_EVERY_MS);
  }
}

async function bytesSent(stage: Stage): Promise<number> {
  const statuses = await Promise.all(stage.fleet.nodes.map((node) => node.api.status()));
  return statuses.reduce((sum, { uplink }) => sum + (uplink?.bytesSent ?? 0), 0);
}
