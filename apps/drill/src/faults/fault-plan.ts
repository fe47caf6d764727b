import type { Random } from '../../../demo/src/synthetic/index.js';
import type { Fault } from './fault.js';

/** What a fault may happen to, without the thing itself: a plan is made before anything runs. */
export interface Place {
  readonly unit: string;
  readonly has: ReadonlySet<Fault['needs']>;
}

export interface PlannedFault {
  readonly fault: Fault;
  readonly unit: string;
  readonly outageMs: number;
}

const OUTAGE_MS_MIN = 100;
const OUTAGE_MS_MAX = 1_500;

/** The sequence of faults of one seed: every kind comes once before any comes again, each time in another order. */
export function* planFaults(
  faults: readonly Fault[],
  places: readonly Place[],
  random: Random,
): Generator<PlannedFault, never> {
  for (;;) {
    const deck = [...faults];
    while (deck.length > 0) {
      const [fault] = deck.splice(random.integer(0, deck.length - 1), 1);
      const suitable = places.filter(({ has }) => fault && has.has(fault.needs));
      if (!fault || suitable.length === 0) continue;
      const { unit } = random.pick(suitable);
      yield { fault, unit, outageMs: random.integer(OUTAGE_MS_MIN, OUTAGE_MS_MAX) };
    }
  }
}
