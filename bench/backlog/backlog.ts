import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { loadCatalogue } from '#core/catalogue';
import { productFile } from '#platform/config';
import { abortOnSignals, Stage, untilAborted } from '../../apps/demo/src/stage/index.js';
import { readTree } from '../../apps/demo/src/world/index.js';
import {
  machineFacts,
  readScenarioOptions,
  saveResult,
  type MachineFacts,
  type ScenarioOptions,
} from '../harness/index.js';
import {
  communitiesOf,
  makeWorkload,
  measureThroughput,
  nodesFor,
  PLACEMENTS,
  Supply,
} from '../pipeline/index.js';
import { measureDrain, type Drain } from './drain.js';

const USAGE = `Usage: npm run bench -- backlog [options]

  --records N         how far the community is behind (100,000)
  --queue NAME        postgres (default) or redis
  --json              one line of JSON on standard output
  --save              add the result to bench/results
`;

interface BacklogResult {
  readonly scenario: 'backlog';
  readonly at: string;
  readonly queue: string;
  readonly records: number;
  readonly machine: MachineFacts;
  /** The same records entered and sent at once, in the same run, on the same tree. */
  readonly pipelineRecordsPerSecond: number;
  readonly drain: Drain;
  /** How fast a backlog drains against the pipeline. */
  readonly ratio: number;
}

/** A community that is far behind catches up with the city, and what is urgent does not wait for it. */
export async function backlog(args: readonly string[]): Promise<void> {
  const options = readScenarioOptions(args, USAGE);
  const result = await run(options);
  if (options.save) note(`saved in ${saveResult('backlog', result)}`);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : show(result));
}

async function run(options: ScenarioOptions): Promise<BacklogResult> {
  const { queue, records } = options;
  const signal = abortOnSignals();
  const machine = machineFacts(tmpdir());
  const file = productFile('data', 'catalogue', 'jincheng-2005.json');
  const catalogue = loadCatalogue(JSON.parse(await readFile(file, 'utf8')));
  const [placement] = PLACEMENTS;
  if (!placement) throw new RangeError('there is a placement');
  const [community] = communitiesOf(placement, await readTree());
  if (!community) throw new RangeError('the placement has a community');
  const stage = await Stage.start({
    units: nodesFor(community.code),
    queue,
    durable: true,
    keep: false,
    signal,
  });
  try {
    const supply = new Supply(catalogue, [community]);
    const measure = async (): Promise<BacklogResult> => {
      note(`${records} records as they are entered`);
      const workload = makeWorkload(supply, stage.fleet, [community], records);
      const { recordsPerSecond } = await measureThroughput(stage, workload, 1, signal);
      note(`${records} records behind`);
      const drain = await measureDrain(stage, supply, community, { records, signal });
      const ratio = drain.recordsPerSecond / recordsPerSecond;
      const at = new Date().toISOString();
      return {
        scenario: 'backlog',
        at,
        queue,
        records,
        machine,
        pipelineRecordsPerSecond: recordsPerSecond,
        drain,
        ratio,
      };
    };
    return await untilAborted(signal, measure());
  } finally {
    await stage.stop();
  }
}

function show({ records, pipelineRecordsPerSecond, drain, ratio }: BacklogResult): string {
  const { urgent } = drain;
  const lines = [
    `${records} records behind, three links to the city`,
    `as they are entered              ${pipelineRecordsPerSecond.toFixed(0)} records/s`,
    `draining                         ${drain.recordsPerSecond.toFixed(0)} records/s, ratio ${ratio.toFixed(2)}`,
    `resumed after the parent's return ${drain.resumedAfterSeconds.toFixed(1)} s`,
    `wire bytes per record and hop    ${drain.wireBytesPerRecordAndHop.toFixed(0)}`,
    `urgent meanwhile                 p50 ${urgent.p50Ms.toFixed(0)} ms, p95 ${urgent.p95Ms.toFixed(0)} ms (${urgent.samples})`,
    `– the first, and the slowest      ${urgent.firstMs.toFixed(0)} ms and ${urgent.slowestMs.toFixed(0)} ms`,
  ];
  return `${lines.join('\n')}\n`;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
