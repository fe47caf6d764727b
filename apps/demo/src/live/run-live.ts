import { LEVELS } from '#core/kernel';
import { pause } from '../fleet/index.js';
import { SHOWN_BRANCH, type Scene } from '../scene.js';
import { allUnits } from '../world/index.js';
import { plainLine } from './plain-line.js';
import { showProgramme } from './programme.js';
import { Sampler, type IndicatorSample } from './sampler.js';
import { Trickle } from './trickle.js';
import { viewOf, type Picture } from './view.js';

const LOOK_EVERY_MS = 700;

/** Figures are read less often than counts: there are more of them. */
const LOOKS_PER_FIGURES = 2;

/** Where nothing can be redrawn, a line now and then is enough. */
const PLAIN_LOOKS_PER_LINE = 7;

/** Shows the tiers and their figures while clerks go on entering; ends with the signal, or where a node fails. */
export async function runLive(scene: Scene): Promise<undefined> {
  const names = new Map(allUnits(scene.units).map(({ code, name }) => [code, name]));
  showProgramme(scene, (unit) => names.get(unit) ?? '');
  const trickle = new Trickle(scene);
  await Promise.all([trickle.run(), watch(scene, trickle, (unit) => names.get(unit) ?? unit)]);
  return undefined;
}

async function watch(scene: Scene, { tally }: Trickle, nameOf: (unit: string) => string): Promise<void> {
  const { console, signal } = scene;
  const sampler = new Sampler(scene);
  const started = performance.now();
  const names = Object.fromEntries(LEVELS.map((level) => [level, shortened(nameOf(SHOWN_BRANCH[level]))]));
  let indicators: readonly IndicatorSample[] = [];
  for (let look = 0; !signal.aborted; look += 1) {
    const tiers = await sampler.tiers();
    if (look % LOOKS_PER_FIGURES === 0) indicators = await sampler.indicators();
    const seconds = (performance.now() - started) / 1_000;
    const picture: Picture = { tiers, indicators, tally, seconds, names: names as Picture['names'] };
    console.draw(viewOf(picture, console.paint));
    if (!console.isTerminal && look % PLAIN_LOOKS_PER_LINE === 0) console.line(plainLine(picture));
    await pause(LOOK_EVERY_MS);
  }
}

const NAME_LENGTH_MAX = 5;

/** Names of communities fill a column and more. */
function shortened(name: string): string {
  return name.length > NAME_LENGTH_MAX ? `${name.slice(0, NAME_LENGTH_MAX - 1)}…` : name;
}
