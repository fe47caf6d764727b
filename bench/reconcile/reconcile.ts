import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { loadCatalogue } from '#core/catalogue';
import { genesis, LogInspection, type StoredRow } from '#core/protocol';
import { productFile } from '#platform/config';
import { entriesAfter, findLog, openDatabase, type Database, type Sql } from '#platform/storage';
import { pause, type NodeProcess } from '../../apps/demo/src/fleet/index.js';
import { abortOnSignals, Stage, untilAborted } from '../../apps/demo/src/stage/index.js';
import {
  machineFacts,
  readScenarioOptions,
  saveResult,
  type MachineFacts,
  type ScenarioOptions,
} from '../harness/index.js';
import { CountedLine } from './counted-line.js';
import { fieldsOf, loadLongLog, readSigner } from './long-log.js';

const USAGE = `Usage: npm run bench -- reconcile [options]

  --records N         entries of the log at the parent (100,000)
  --queue NAME        postgres (default) or redis
  --json              one line of JSON on standard output
  --save              add the result to bench/results
`;

const [CITY, DISTRICT] = ['1405', '140502'] as const;

/** Entered for by the district. */
const ORIGIN = '140502001001';

/** Another unit of the district, with one record like those of the log. */
const SAMPLE = '140502001002';

const LOG = { origin: ORIGIN, epoch: 1 };
const LOOK_EVERY_MS = 20;
const HEALED_MS_MAX = 600_000;

/** Rows read at once while the speed of hashing is measured, and how many of them. */
const HASHED_BATCH = 1_000;
const HASHED_ROWS = 200_000;

interface ReconcileResult {
  readonly scenario: 'reconcile';
  readonly at: string;
  readonly queue: string;
  readonly entries: number;
  readonly machine: MachineFacts;
  /** From the deletion of one row until the parent has written down which one is missing. */
  readonly detectedSeconds: number;
  /** Until the row is back, proven by the next signature. */
  readonly repairedSeconds: number;
  /** Until the unit's figures have been counted again and the damage is closed. */
  readonly closedSeconds: number;
  /** Everything that both nodes said to each other from the deletion to the repair, heartbeats and headers among it. */
  readonly bytesExchanged: number;
  /** How fast one process reads and hashes stored rows. */
  readonly hashedRowsPerSecond: number;
}

/** A parent loses one entry of a long log, finds out which, and gets it back from the child. */
export async function reconcile(args: readonly string[]): Promise<void> {
  const options = readScenarioOptions(args, USAGE);
  const result = await run(options);
  if (options.save) note(`saved in ${saveResult('reconcile', result)}`);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : show(result));
}

async function run(options: ScenarioOptions): Promise<ReconcileResult> {
  const { queue, records: entries } = options;
  const signal = abortOnSignals();
  const machine = machineFacts(tmpdir());
  let line: CountedLine | undefined;
  const stage = await Stage.start({
    ...{ units: [CITY, DISTRICT], queue, durable: true, keep: false, signal },
    parentUrl: async (_, parent) => (line = await CountedLine.open(() => parent.url)).url,
  });
  const databases: Database[] = [];
  try {
    for (const unit of [CITY, DISTRICT]) databases.push(await openDatabase(stage.databaseUrl(unit)));
    const [holder, writer] = databases.map(({ sql }) => sql);
    if (!line || !holder || !writer)
      throw new TypeError('both nodes have a database, and a line between them');
    const parts = { stage, line, holder, writer };
    const measured = await untilAborted(signal, measure(parts, entries));
    const at = new Date().toISOString();
    return { scenario: 'reconcile', at, queue, entries, machine, ...measured };
  } finally {
    await Promise.all(databases.map((database) => database.close()));
    await stage.stop();
    await line?.close();
  }
}

interface Parts {
  readonly stage: Stage;
  readonly line: CountedLine;
  readonly holder: Sql;
  readonly writer: Sql;
}

type Measured = Omit<ReconcileResult, 'scenario' | 'at' | 'queue' | 'entries' | 'machine'>;

async function measure({ stage, line, holder, writer }: Parts, entries: number): Promise<Measured> {
  const nodes = [DISTRICT, CITY].map((unit) => stage.fleet.node(unit));
  await enterSample(nodes[0] as NodeProcess, holder);
  for (const node of nodes) await node.stop();
  note(`writing ${entries} entries into two databases`);
  const file = productFile('data', 'catalogue', 'jincheng-2005.json');
  const catalogue = loadCatalogue(JSON.parse(await readFile(file, 'utf8')));
  const signer = await readSigner(stage.directory, DISTRICT);
  await loadLongLog({ catalogue, origin: ORIGIN, entries, signer, writer, holder });
  for (const sql of [writer, holder]) await copyCells(sql, entries);
  const hashedRowsPerSecond = await hash(holder);
  for (const node of [...nodes].reverse()) await node.start();
  await when(async () => (await walked(holder)) > 0);
  note('one entry is lost');
  const lost = Math.floor(entries / 2) + 1;
  const originId = (await findLog(holder, LOG))?.id ?? 0;
  const bytesBefore = line.bytes;
  await holder.query('DELETE FROM log_entry WHERE origin_id = $1 AND seq = $2', [originId, lost]);
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1_000;
  await when(async () => (await rows(holder, `SELECT 1 FROM damage WHERE spans <> '[]'`)) > 0);
  const detectedSeconds = seconds();
  await when(
    async () =>
      (await rows(holder, `SELECT 1 FROM log_entry WHERE origin_id = ${originId} AND seq = ${lost}`)) > 0,
  );
  const [repairedSeconds, bytesExchanged] = [seconds(), line.bytes - bytesBefore];
  await when(async () => (await rows(holder, 'SELECT 1 FROM damage')) === 0);
  return { detectedSeconds, repairedSeconds, closedSeconds: seconds(), bytesExchanged, hashedRowsPerSecond };
}

/** Enters one record as the log has many, so that its figures are known. */
async function enterSample(district: NodeProcess, holder: Sql): Promise<void> {
  await district.api.enter([{ type: 'org', unit: SAMPLE, fields: fieldsOf(0) }]);
  await when(async () => (await rows(holder, `SELECT 1 FROM cell WHERE unit = '${SAMPLE}'`)) > 0);
}

/** The figures of the log: each entry counts as the sample does. */
async function copyCells(sql: Sql, entries: number): Promise<void> {
  await sql.query(
    `INSERT INTO cell (term, unit, bucket, dims, item, value, records)
     SELECT term, $1, bucket, dims, item, value * $3, records * $3 FROM cell WHERE unit = $2`,
    [ORIGIN, SAMPLE, entries],
  );
}

/** What the walk does with each row, but for the signatures: there is one in 250. */
async function hash(sql: Sql): Promise<number> {
  const originId = (await findLog(sql, LOG))?.id ?? 0;
  const inspection = new LogInspection<StoredRow>(LOG, { seq: 0, chain: genesis(LOG) }, () => true);
  const began = performance.now();
  while (inspection.count < HASHED_ROWS) {
    const batch = await entriesAfter(sql, [{ originId, seq: inspection.lastSeq }], HASHED_BATCH);
    if (batch.length === 0) break;
    for (const row of batch) inspection.take(row);
  }
  if (!inspection.isSound) throw new Error('the log that was written is not whole');
  return (1_000 * inspection.count) / (performance.now() - began);
}

async function walked(sql: Sql): Promise<number> {
  return rows(sql, `SELECT 1 FROM audit_walk WHERE name = 'gaps' AND passes > 0`);
}

async function rows(sql: Sql, statement: string): Promise<number> {
  return (await sql.query<unknown[]>(statement)).length;
}

async function when(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + HEALED_MS_MAX;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the parent has not healed');
    await pause(LOOK_EVERY_MS);
  }
}

function show(result: ReconcileResult): string {
  const lines = [
    `one of ${result.entries} entries lost at a parent`,
    `found after              ${result.detectedSeconds.toFixed(1)} s`,
    `back after               ${result.repairedSeconds.toFixed(1)} s`,
    `counted and closed after ${result.closedSeconds.toFixed(1)} s`,
    `bytes exchanged          ${result.bytesExchanged}`,
    `hashing stored rows      ${result.hashedRowsPerSecond.toFixed(0)} rows/s`,
  ];
  return `${lines.join('\n')}\n`;
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
