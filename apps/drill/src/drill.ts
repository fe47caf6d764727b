import type { NodeProcess } from '../../demo/src/fleet/index.js';
import { untilAborted } from '../../demo/src/stage/index.js';
import { Clerk, work } from './clerk/index.js';
import { enteredFor } from './entered-for.js';
import { breakThings } from './faults/index.js';
import type { DrillOptions } from './options.js';
import { healed, prove } from './proof/index.js';
import { hasRedis } from './servers/index.js';
import { DrillStage } from './stage/index.js';

export interface DrillResult {
  readonly seed: number;
  readonly seconds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acked: number;
  readonly lost: number;
  readonly doubled: number;
  readonly recountMismatches: number;
  readonly headsEqual: boolean;
}

/** Four tiers: a city, a district, a street and two communities. */
const UNITS = ['1405', '140502', '140502001', '140502001001', '140502001002'];

/** Every second tier; the others queue in their PostgreSQL. */
const ON_REDIS = ['140502', '140502001001'];

/** After everything is mended: the longest pause of each of three links, one after the other, and the backlog. */
const SETTLE_MS_MAX = 180_000;

/** Sets the stage, breaks things while clerks work, mends, proves, and clears everything away. */
export async function runDrill(
  options: DrillOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<DrillResult> {
  const redis = hasRedis();
  if (!redis) say('redis-server is not installed: every tier queues in its PostgreSQL');
  say(`seed ${options.seed}: starting ${UNITS.length} nodes, each with servers of its own`);
  const stage = await DrillStage.start({
    units: UNITS,
    onRedis: redis ? ON_REDIS : [],
    signal,
    onDirectory: (directory) => say(`all files are in ${directory}`),
    onStarted: (what) => say(`  ${what}`),
  });
  try {
    return await untilAborted(signal, play(stage, options, say, signal));
  } catch (error) {
    // The logs go with the directory; whoever reads of the failure needs what the nodes said last.
    for (const { plan, isRunning, logTail } of stage.fleet.nodes.map(lastWords)) {
      say(`${plan.level} ${plan.unit} ${isRunning ? 'runs' : 'does not run'}:\n${logTail}`);
    }
    throw error;
  } finally {
    await stage.stop();
    say('all processes have ended; nothing is left behind');
  }
}

function lastWords(node: NodeProcess) {
  return { plan: node.plan, isRunning: node.isRunning, logTail: node.logTail() };
}

async function play(
  stage: DrillStage,
  { seed, seconds }: DrillOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<DrillResult> {
  const unitsOfClerks = await enteredFor(stage.fleet);
  const began = performance.now();
  const goesOn = (): boolean => performance.now() - began < 1_000 * seconds && !signal.aborted;
  const clerk = new Clerk(stage.fleet);
  const [faults] = await Promise.all([
    breakThings(stage, {
      seed,
      goesOn,
      onFault: ({ fault, unit, outageMs }) => {
        const second = ((performance.now() - began) / 1_000).toFixed(1);
        say(`${second.padStart(8)} s  ${fault.name} at ${unit}, ${outageMs} ms`);
      },
    }),
    ...unitsOfClerks.map((units, index) => work(clerk, units, seed + index + 1, goesOn)),
  ]);
  await stage.mend();
  say(`everything is mended; ${clerk.saved.length} operations must be at the top, each once`);
  await healed(stage, SETTLE_MS_MAX);
  const { findings, ...proof } = await prove(stage, clerk, SETTLE_MS_MAX);
  findings.forEach(say);
  return { seed, seconds, faults, ...proof };
}

/** Nothing lost, nothing doubled, every figure the sum of what is below. */
export function isGood({ lost, doubled, recountMismatches, headsEqual }: DrillResult): boolean {
  return lost === 0 && doubled === 0 && recountMismatches === 0 && headsEqual;
}
