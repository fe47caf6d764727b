import type { SeededRandom } from '../../support/seeded-random.js';
import { hostileText, hostileValue, NAME } from './hostile-values.js';

/** How deep a body is changed; ours are four deep, and catalogues some six. */
const DEPTH_MAX = 8;

type Container = Record<string, unknown>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** The same body with one place of it changed: another value, none, one more, or one twice. */
export function hostileBody(random: SeededRandom, body: unknown, mark: string): unknown {
  if (!isContainer(body) || random.chance(0.08)) return hostileValue(random, mark);
  const changed: unknown = structuredClone(body);
  change(random, placeIn(random, changed as Container), mark);
  return changed;
}

/** Walks down by chance to something that has parts. */
function placeIn(random: SeededRandom, root: Container): Container {
  let place = root;
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    const inner = Object.values(place).filter((value) => isContainer(value) && Object.keys(value).length > 0);
    if (inner.length === 0 || random.chance(0.4)) return place;
    place = random.pick(inner) as Container;
  }
  return place;
}

function change(random: SeededRandom, place: Container, mark: string): void {
  const names = Object.keys(place);
  const kind = random.between(0, 9);
  if (names.length === 0 || kind === 0) define(place, hostileText(random, NAME), hostileValue(random, mark));
  else if (kind === 1) delete place[random.pick(names)];
  else if (kind === 2 && Array.isArray(place))
    place.push(...Array.from({ length: 600 }, () => place[0] as unknown));
  else define(place, random.pick(names), hostileValue(random, mark));
}

/** Also a name such as `__proto__` becomes a part of the body. */
function define(place: Container, name: string, value: unknown): void {
  Object.defineProperty(place, name, { value, enumerable: true, configurable: true, writable: true });
}
