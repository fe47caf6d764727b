import { createRandom } from '../../../demo/src/synthetic/index.js';
import { FAULTS } from './break-things.js';
import { planFaults, type Place } from './fault-plan.js';
import type { Fault } from './fault.js';

const place = (unit: string, ...has: Fault['needs'][]): Place => ({ unit, has: new Set(has) });
const PLACES = [
  place('1405', 'node', 'children'),
  place('140502', 'node', 'link', 'redis'),
  place('140502001', 'node', 'link'),
];

function take(seed: number, count: number, places = PLACES): string[] {
  const plan = planFaults(FAULTS, places, createRandom(seed));
  return Array.from({ length: count }, () => {
    const { fault, unit, outageMs } = plan.next().value;
    return `${fault.name} ${unit} ${outageMs}`;
  });
}

const namesOf = (planned: readonly string[]): string[] =>
  planned.map((text) => text.split(' ')[0] ?? '').sort();

describe('the sequence of faults', () => {
  it('is the same for the same seed, and another one for another', () => {
    expect(take(7, 100)).toEqual(take(7, 100));
    expect(take(7, 100)).not.toEqual(take(8, 100));
  });

  it('has every fault once before any comes again', () => {
    const names = FAULTS.map(({ name }) => name).sort();
    for (const seed of [1, 2, 3]) {
      const planned = take(seed, 2 * names.length);
      expect(namesOf(planned.slice(0, names.length))).toEqual(names);
      expect(namesOf(planned.slice(names.length))).toEqual(names);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  it('leaves out what no tier has', () => {
    const names = namesOf(take(1, FAULTS.length, [place('1405', 'node')]));
    const possible = FAULTS.filter(({ needs }) => needs === 'node').map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(possible));
  });
});
