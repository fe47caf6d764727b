import { readFile } from 'node:fs/promises';
import { loadCatalogue } from '#core/catalogue';
import { productFile } from '#platform/config';
import { DEMO_UNITS } from './fleet/index.js';
import { runLive } from './live/index.js';
import { runOnce, type OnceResult } from './once/index.js';
import type { DemoOptions } from './options.js';
import { runReport, type ReportRow } from './report/index.js';
import type { Scene } from './scene.js';
import { Interrupted, Stage, untilAborted } from './stage/index.js';
import { Progress, type Console } from './terminal/index.js';
import { allUnits, Book, chooseUnits, readTree, RecordSource } from './world/index.js';

type DemoResult = OnceResult | readonly ReportRow[] | undefined;

/** Sets the stage, plays, and clears it away, whatever happens in between. */
export async function runDemo(
  options: DemoOptions,
  console: Console,
  signal: AbortSignal,
): Promise<DemoResult> {
  greet(options, console);
  const stage = await setStage(options, console, signal);
  try {
    const scene = await prepare(stage, options, console, signal);
    return await untilAborted(signal, play(scene));
  } catch (error) {
    // Ctrl-C reaches the nodes as well: they may be gone before the signal is handled here.
    if (!options.once && signal.reason instanceof Interrupted) return undefined;
    throw error;
  } finally {
    console.keep();
    console.line();
    await stage.stop();
    const left = options.keep ? `their files are in ${stage.directory}` : 'nothing is left behind';
    console.line(`All processes have ended; ${left}.`);
  }
}

function play(scene: Scene): Promise<DemoResult> {
  if (scene.options.report) return runReport(scene);
  return scene.options.once ? runOnce(scene) : runLive(scene);
}

function greet({ seed, queue }: DemoOptions, console: Console): void {
  const { bold, dim } = console.paint;
  console.line();
  console.line(`${bold('四联 Silian')}  demonstration · seed ${seed} · queues on ${queue}`);
  console.line(dim('Every record is invented and marked 示例. The databases are not crash-safe.'));
  console.line();
}

async function setStage(options: DemoOptions, console: Console, signal: AbortSignal): Promise<Stage> {
  const ownRedis = options.queue === 'redis' && options.redisUrl === undefined;
  const parts = DEMO_UNITS.length + (ownRedis ? 2 : 1);
  const progress = new Progress(console, 'Starting', parts);
  let started = 0;
  progress.show(0);
  const stage = await Stage.start({
    ...options,
    units: DEMO_UNITS,
    durable: false,
    signal,
    onStarted: (what) => progress.show((started += 1), what),
  });
  const servers = ownRedis ? 'PostgreSQL and Redis' : 'PostgreSQL';
  progress.finish(`${servers}, ${DEMO_UNITS.length} nodes with a database each`);
  return stage;
}

async function prepare(
  stage: Stage,
  options: DemoOptions,
  console: Console,
  signal: AbortSignal,
): Promise<Scene> {
  const catalogueFile = productFile('data', 'catalogue', 'jincheng-2005.json');
  const catalogue = loadCatalogue(JSON.parse(await readFile(catalogueFile, 'utf8')));
  const units = chooseUnits(await readTree(), DEMO_UNITS);
  const source = new RecordSource(catalogue, allUnits(units), options.seed);
  return { fleet: stage.fleet, catalogue, units, source, book: new Book(), options, console, signal };
}
