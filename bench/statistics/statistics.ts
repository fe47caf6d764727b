import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { loadCatalogue } from '#core/catalogue';
import { addDays, type Day } from '#core/kernel';
import { compileStatistics, type Statistics } from '#core/statistics';
import { productFile } from '#platform/config';
import { openDatabase, type Sql } from '#platform/storage';
import type { NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { abortOnSignals, Stage, untilAborted } from '../../apps/demo/src/stage/index.js';
import {
  machineFacts,
  percentile,
  readScenarioOptions,
  saveResult,
  type MachineFacts,
} from '../harness/index.js';
import { fillTerm, generateCells, generateUnits, MONTHS } from './generated-city.js';

const USAGE = `Usage: npm run bench -- statistics [options]

  --communities N     communities of the generated city (12,000)
  --json              one line of JSON on standard output
  --save              add the result to bench/results
`;

const CITY = '1405';
const COMMUNITIES = 12_000;
const ROUNDS = 5;

/** Readings of one figure with few and with many records behind it. */
const GROWTH_READINGS = 40;
const [FEW, MANY] = [1_000_000, 10_000_000];
const GROWING = { code: 'facilities', term: 'n' };

interface StatisticsResult {
  readonly scenario: 'statistics';
  readonly at: string;
  readonly machine: MachineFacts;
  readonly communities: number;
  readonly months: number;
  readonly cells: number;
  /** One figure of the city with its children and certificate, over the API. */
  readonly indicatorMsP50: number;
  readonly indicatorMsP95: number;
  readonly slowest: readonly { readonly code: string; readonly msP50: number }[];
  /** All indicators with targets and certificates: asked at once after a start, and the median of those that follow. */
  readonly boardColdMs: number;
  readonly boardWarmMs: number;
  /** The first board of the next day: what is kept of one day is made into that of the other. */
  readonly boardNextDayMs: number;
  /** Median time of one figure with ten million records behind its cells, as a multiple of that with one million. */
  readonly tenMillionOverOneMillion: number;
}

/** How fast figures of a large city are read, and whether that depends on the number of records. */
export async function statistics(args: readonly string[]): Promise<void> {
  const options = readScenarioOptions(args, USAGE, ['communities']);
  const result = await run(Number(options.own['communities'] ?? COMMUNITIES));
  if (options.save) note(`saved in ${saveResult('statistics', result)}`);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : show(result));
}

async function run(communities: number): Promise<StatisticsResult> {
  const signal = abortOnSignals();
  const machine = machineFacts(tmpdir());
  const stage = await Stage.start({ units: [CITY], queue: 'postgres', durable: false, keep: false, signal });
  try {
    const database = await openDatabase(stage.databaseUrl(CITY));
    try {
      const measured = await untilAborted(signal, measure(stage, database.sql, communities));
      const facts = { at: new Date().toISOString(), machine, communities, months: MONTHS };
      return { scenario: 'statistics', ...facts, ...measured };
    } finally {
      await database.close();
    }
  } finally {
    await stage.stop();
  }
}

type Measured = Omit<StatisticsResult, 'scenario' | 'at' | 'machine' | 'communities' | 'months'>;

async function measure(stage: Stage, sql: Sql, communities: number): Promise<Measured> {
  const node = stage.fleet.node(CITY);
  const file = productFile('data', 'catalogue', 'jincheng-2005.json');
  const compiled = compileStatistics(loadCatalogue(JSON.parse(await readFile(file, 'utf8'))));
  await node.stop();
  await sql.query(`SET statement_timeout = 0`);
  await generateUnits(sql, communities);
  const cells = await generateCells(sql, compiled, (done) =>
    note(`cells of ${done} of ${compiled.terms.size} terms`),
  );
  await node.start();
  const boardColdMs = await timed(() => board(node));
  const boards = await repeated(ROUNDS, () => board(node));
  const { at } = await board(node);
  const boardNextDayMs = await timed(() => board(node, addDays(at, 1)));
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const code of compiled.indicators.keys()) {
      times.set(code, [...(times.get(code) ?? []), await timed(() => figure(node, code))]);
    }
  }
  const all = [...times.values()].flat();
  const medians = [...times].map(([code, samples]) => ({ code, msP50: percentile(samples, 50) }));
  return {
    cells,
    ...{ boardColdMs, boardWarmMs: percentile(boards, 50), boardNextDayMs },
    indicatorMsP50: percentile(all, 50),
    indicatorMsP95: percentile(all, 95),
    slowest: medians.sort((one, other) => other.msP50 - one.msP50).slice(0, 5),
    tenMillionOverOneMillion: await growth(node, sql, compiled),
  };
}

async function growth(node: NodeProcess, sql: Sql, { indicators }: Statistics): Promise<number> {
  const term = indicators.get(GROWING.code)?.terms.get(GROWING.term);
  if (term?.kind !== 'cells') throw new TypeError('the growing indicator is kept in cells');
  const medians: number[] = [];
  for (const records of [FEW, MANY]) {
    await fillTerm(sql, term.term.key, records);
    await repeated(ROUNDS, () => figure(node, GROWING.code));
    medians.push(percentile(await repeated(GROWTH_READINGS, () => figure(node, GROWING.code)), 50));
  }
  const [few = 1, many = 0] = medians;
  return many / few;
}

const figure = (node: NodeProcess, code: string): Promise<unknown> =>
  node.api.call('administrator', 'GET', `/api/v1/indicators/${code}?unit=${CITY}`);

const board = (node: NodeProcess, at?: Day): Promise<{ readonly at: Day }> =>
  node.api.call('administrator', 'GET', `/api/v1/board?unit=${CITY}${at ? `&at=${at}` : ''}`);

async function repeated(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  for (let turn = 0; turn < times; turn++) samples.push(await timed(work));
  return samples;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function show(result: StatisticsResult): string {
  const ms = (value: number): string => `${Math.round(value)} ms`;
  return [
    `${result.communities} communities, ${result.months} months, ${result.cells} cells`,
    `one figure of the city: p50 ${ms(result.indicatorMsP50)}, p95 ${ms(result.indicatorMsP95)}`,
    `slowest: ${result.slowest.map(({ code, msP50 }) => `${code} ${ms(msP50)}`).join(', ')}`,
    `board: ${ms(result.boardColdMs)} cold, ${ms(result.boardWarmMs)} warm, ${ms(result.boardNextDayMs)} the first of the next day`,
    `ten million records instead of one: ${result.tenMillionOverOneMillion.toFixed(2)} times as long`,
    '',
  ].join('\n');
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
