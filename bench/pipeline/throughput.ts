import { Failure } from '../../apps/demo/src/failure.js';
import { pause, type BatchResult, type NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { inParallel } from '../../apps/demo/src/in-parallel.js';
import type { Stage } from '../../apps/demo/src/stage/index.js';
import { waitForRecord } from './arrival.js';
import { CpuMeter, type CpuSeconds } from './cpu-meter.js';
import type { Batch, Workload } from './workload.js';

export interface Throughput {
  readonly seconds: number;
  /** End to end: from the first request until the city holds the last record. */
  readonly recordsPerSecond: number;
  /** From the first request until the last one was answered: what the bottom takes while it also sends. */
  readonly enteredPerSecond: number;
  readonly cpu: CpuSeconds;
  /** Bodies of all frames on all links, as sent: compressed. Without HTTP headers. */
  readonly wireBytesPerRecord: number;
  /** Over all links: few mean that a link waits for answers more than it sends. */
  readonly recordsPerFrame: number;
}

/** A log takes one batch at a time; a second request is there when the first one is done. */
const REQUESTS_AT_ONCE_MAX = 4;

const LOOK_EVERY_MS = 20;
const ARRIVAL_MS_MAX = 600_000;
const SETTLE_MS_MAX = 30_000;

/** Sends everything as fast as it is taken and waits until the city has it. */
export async function measureThroughput(
  stage: Stage,
  workload: Workload,
  logs: number,
  signal: AbortSignal,
): Promise<Throughput> {
  const city = topOf(stage);
  const counted = (await city.api.status()).records.counted;
  const before = await sentSoFar(stage);
  const meter = new CpuMeter(stage);
  const started = performance.now();
  const last = await enterAll(workload.batches, Math.min(REQUESTS_AT_ONCE_MAX, logs + 1));
  const entered = performance.now();
  let arrived = entered;
  for (const record of last) {
    const wait = { everyMs: LOOK_EVERY_MS, msMax: ARRIVAL_MS_MAX, signal };
    arrived = (await waitForRecord(city, record, wait)).at;
  }
  const cpu = meter.read();
  await expectCount(city, counted + workload.records);
  await untilSettled(stage);
  const sent = await sentSoFar(stage);
  return {
    seconds: (arrived - started) / 1_000,
    recordsPerSecond: (workload.records * 1_000) / (arrived - started),
    enteredPerSecond: (workload.records * 1_000) / (entered - started),
    cpu,
    wireBytesPerRecord: (sent.bytes - before.bytes) / workload.records,
    recordsPerFrame: (sent.records - before.records) / (sent.frames - before.frames),
  };
}

/** Gives the record at the end of each unit's log. */
export async function enterAll(batches: readonly Batch[], atOnceMax: number): Promise<readonly string[]> {
  const ends = new Map<string, { readonly seq: number; readonly record: string }>();
  await inParallel(batches, atOnceMax, async (batch) => {
    const { saved, rejected } = await post(batch);
    if (rejected[0]) throw new Failure(`a record was refused: ${JSON.stringify(rejected[0])}`);
    for (const { unit, seq, record } of saved) {
      if (seq > (ends.get(unit)?.seq ?? 0)) ends.set(unit, { seq, record });
    }
  });
  return [...ends.values()].map(({ record }) => record);
}

interface Saved extends Omit<BatchResult, 'saved'> {
  readonly saved: readonly { readonly record: string; readonly unit: string; readonly seq: number }[];
}

async function post({ node, body }: Batch): Promise<Saved> {
  const response = await fetch(`${node.url}/api/v1/records/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${node.api.tokens.clerk}`, 'content-type': 'application/json' },
    body,
  });
  if (!response.ok)
    throw new Failure(`${node.plan.unit} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Saved;
}

export function topOf(stage: Stage): NodeProcess {
  const top = stage.fleet.nodes.find(({ plan }) => plan.parent === undefined);
  if (!top) throw new TypeError('a fleet has a city');
  return top;
}

/** Urgent records have a lane of their own, whose last record nobody has waited for. */
async function expectCount(city: NodeProcess, expected: number): Promise<void> {
  const deadline = performance.now() + SETTLE_MS_MAX;
  for (;;) {
    const { counted } = (await city.api.status()).records;
    if (counted === expected) return;
    if (counted > expected || performance.now() > deadline) {
      throw new Failure(`the city counts ${counted} records instead of ${expected}`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

/** A child writes down what it sent after its parent has answered. */
async function untilSettled(stage: Stage): Promise<void> {
  const deadline = performance.now() + SETTLE_MS_MAX;
  for (;;) {
    const statuses = await Promise.all(stage.fleet.nodes.map((node) => node.api.status()));
    if (statuses.every(({ uplink }) => (uplink?.backlog ?? 0) === 0)) return;
    if (performance.now() > deadline)
      throw new Failure('a link still has a backlog after everything has arrived');
    await pause(LOOK_EVERY_MS);
  }
}

interface Sent {
  readonly bytes: number;
  readonly frames: number;
  /** Each link's records: one that crosses three links counts three times. */
  readonly records: number;
}

async function sentSoFar(stage: Stage): Promise<Sent> {
  const statuses = await Promise.all(stage.fleet.nodes.map((node) => node.api.status()));
  const links = statuses.flatMap(({ uplink, entries }) => (uplink ? [{ ...uplink, entries }] : []));
  return {
    bytes: links.reduce((sum, { bytesSent }) => sum + bytesSent, 0),
    frames: links.reduce((sum, { framesSent }) => sum + framesSent, 0),
    records: links.reduce((sum, { entries }) => sum + entries, 0),
  };
}
