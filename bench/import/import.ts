import { tmpdir } from 'node:os';
import { abortOnSignals, Stage, untilAborted } from '../../apps/demo/src/stage/index.js';
import {
  machineFacts,
  readScenarioOptions,
  saveResult,
  type MachineFacts,
  type ScenarioOptions,
} from '../harness/index.js';
import { memoryOf, pass, sheet, type Progress } from './sheet-api.js';

const USAGE = `Usage: npm run bench -- import [options]

  --records N         rows of the sheet (100,000)
  --queue NAME        postgres (default) or redis
  --json              one line of JSON on standard output
  --save              add the result to bench/results
`;

const [CITY, DISTRICT] = ['1405', '140502'] as const;
const COMMUNITIES = ['140502001001', '140502001002', '140502003001', '140502003002'];

interface ImportResult {
  readonly scenario: 'import';
  readonly at: string;
  readonly queue: string;
  readonly rows: number;
  readonly machine: MachineFacts;
  /** One line for each step, in their order. */
  readonly steps: readonly Step[];
  readonly memoryIdleMb: number;
}

interface Step {
  readonly step: string;
  readonly seconds: number;
  readonly megabytes?: number;
  /** The most memory that the node's process has had so far. */
  readonly memoryPeakMb: number;
}

/** A sheet goes in as CSV, comes out as CSV and XLSX, and goes in again as both. */
export async function importSheets(args: readonly string[]): Promise<void> {
  const options = readScenarioOptions(args, USAGE);
  const result = await run(options);
  if (options.save) process.stderr.write(`saved in ${saveResult('import', result)}\n`);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : show(result));
}

async function run({ queue, records: rows }: ScenarioOptions): Promise<ImportResult> {
  const signal = abortOnSignals();
  const machine = machineFacts(tmpdir());
  const stage = await Stage.start({ units: [CITY, DISTRICT], queue, durable: true, keep: false, signal });
  try {
    const measured = await untilAborted(signal, measure(stage, rows));
    return { scenario: 'import', at: new Date().toISOString(), queue, rows, machine, ...measured };
  } finally {
    await stage.stop();
  }
}

async function measure(stage: Stage, rows: number): Promise<Pick<ImportResult, 'steps' | 'memoryIdleMb'>> {
  const node = stage.fleet.node(DISTRICT);
  const memoryIdleMb = memoryOf(node, 'VmRSS');
  const steps: Step[] = [];
  const timed = async <T>(step: string, work: () => Promise<T>, bytes?: number): Promise<T> => {
    const began = performance.now();
    const done = await work();
    const seconds = (performance.now() - began) / 1_000;
    const size = Buffer.isBuffer(done) ? done.length : bytes;
    steps.push({
      step,
      seconds: Number(seconds.toFixed(1)),
      ...(size === undefined ? {} : { megabytes: Number((size / 1e6).toFixed(1)) }),
      memoryPeakMb: memoryOf(node, 'VmHWM'),
    });
    return done;
  };
  const upload = (name: string, file: Buffer): Promise<Progress> =>
    timed(
      `upload ${name}`,
      async () => JSON.parse((await sheet(node, '/api/v1/imports?type=org', file)).toString()) as Progress,
      file.length,
    );
  const first = await upload('CSV', orgs(rows));
  await timed('check, all new', () => pass(node, first.id, 'check'));
  expectAll(await timed('write', () => pass(node, first.id, 'commit')), 'new');
  for (const format of ['csv', 'xlsx']) {
    const name = format.toUpperCase();
    const file = await timed(`export ${name}`, () =>
      sheet(node, `/api/v1/exports/records?type=org&format=${format}`),
    );
    const again = await upload(`exported ${name}`, file);
    expectAll(
      await timed(`write ${name} again, all unchanged`, () => pass(node, again.id, 'commit')),
      'unchanged',
    );
  }
  return { steps, memoryIdleMb };
}

function orgs(rows: number): Buffer {
  const lines = ['单位代码,名称,类别,成立日期,负责人,成员数'];
  for (let row = 1; row <= rows; row++) {
    lines.push(
      `${COMMUNITIES[row % COMMUNITIES.length]},群众组织第 ${row} 号,social-org,2006-2-${1 + (row % 28)},负责人 ${row},${row % 500}`,
    );
  }
  return Buffer.from(lines.join('\n'));
}

function expectAll(progress: Progress, outcome: 'new' | 'unchanged'): void {
  if (progress.state === 'done' && progress[outcome] === progress.rows) return;
  throw new Error(`not every row is ${outcome}: ${JSON.stringify({ ...progress, columns: undefined })}`);
}

function show({ rows, steps, memoryIdleMb }: ImportResult): string {
  const lines = steps.map(({ step, seconds, megabytes, memoryPeakMb }) =>
    [
      step.padEnd(34),
      `${seconds} s`.padStart(9),
      (megabytes === undefined ? '' : `${megabytes} MB`).padStart(9),
      `peak ${memoryPeakMb} MB`.padStart(13),
    ].join(' '),
  );
  return [`${rows} rows; the node has ${memoryIdleMb} MB when it starts`, ...lines, ''].join('\n');
}
