import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { loadCatalogue, type Catalogue } from '#core/catalogue';
import { productFile } from '#platform/config';
import { openDatabase } from '#platform/storage';
import { abortOnSignals, Stage, untilAborted } from '../../apps/demo/src/stage/index.js';
import type { SyntheticUnit } from '../../apps/demo/src/synthetic/index.js';
import { readTree } from '../../apps/demo/src/world/index.js';
import { machineFacts, saveResult } from '../harness/index.js';
import { measureLatency } from './latency.js';
import { readOptions, type PipelineOptions } from './options.js';
import { communitiesOf, nodesFor, type Placement } from './placements.js';
import { showResult, type PipelineResult, type PlacementResult } from './result.js';
import { measureThroughput } from './throughput.js';
import { makeWorkload, Supply } from './workload.js';

/** What a clerk enters at the bottom rises through four nodes with four databases to the city. */
export async function pipeline(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const result = await run(options);
  if (options.save) note(`saved in ${saveResult('pipeline', result)}`);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : showResult(result));
}

async function run(options: PipelineOptions): Promise<PipelineResult> {
  const signal = abortOnSignals();
  const machine = machineFacts(tmpdir());
  const file = productFile('data', 'catalogue', 'jincheng-2005.json');
  const catalogue = loadCatalogue(JSON.parse(await readFile(file, 'utf8')));
  const tree = await readTree();
  const placements: PlacementResult[] = [];
  let postgres = {};
  for (const placement of options.placements) {
    const communities = communitiesOf(placement, tree);
    note(`${placement.name}: starting`);
    const stage = await Stage.start({
      units: nodesFor(communities[0]?.code ?? ''),
      queue: options.queue,
      durable: true,
      keep: false,
      signal,
    });
    try {
      postgres = await postgresFacts(stage);
      const measured = measure(stage, { options, placement, communities, catalogue, signal });
      placements.push(await untilAborted(signal, measured));
    } finally {
      await stage.stop();
    }
  }
  const { queue, records } = options;
  return {
    scenario: 'pipeline',
    at: new Date().toISOString(),
    queue,
    records,
    machine,
    postgres,
    placements,
  };
}

interface Run {
  readonly options: PipelineOptions;
  readonly placement: Placement;
  readonly communities: readonly SyntheticUnit[];
  readonly catalogue: Catalogue;
  readonly signal: AbortSignal;
}

async function measure(stage: Stage, run: Run): Promise<PlacementResult> {
  const { options, placement, communities, catalogue, signal } = run;
  const supply = new Supply(catalogue, communities);
  const single = communities.at(-1);
  if (!single) throw new RangeError('nobody enters');
  note(`${placement.name}: single records`);
  const idle = await measureLatency(stage, supply, single, signal);
  const workload = makeWorkload(supply, stage.fleet, communities, options.records);
  note(`${placement.name}: ${workload.records} records`);
  const throughput = await measureThroughput(stage, workload, placement.logs, signal);
  note(`${placement.name}: single records again`);
  const idleAfterwards = await measureLatency(stage, supply, single, signal);
  const { name, words, logs, hops } = placement;
  const { bytesPerRecord } = workload;
  return { name, words, logs, hops, bytesPerRecord, throughput, idle, idleAfterwards };
}

async function postgresFacts(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const database = await openDatabase(stage.postgres.url);
  try {
    const facts: Record<string, string> = {};
    for (const name of [
      'server_version',
      'fsync',
      'synchronous_commit',
      'full_page_writes',
      'shared_buffers',
    ]) {
      const [row]: Record<string, string>[] = await database.sql.query(`SHOW ${name}`);
      facts[name] = row?.[name] ?? '';
    }
    return facts;
  } finally {
    await database.close();
  }
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
