import type { Day } from '#core/kernel';
import type { Deadlines } from './deadlines.js';

/** What is known of one report that is owed. */
export interface Evidence {
  /** The day on which the first version of a live, counted record was recorded at its origin; null where there is none. */
  readonly receivedOn: Day | null;
  /** Its unit has said that it is complete. */
  readonly declared: boolean;
  /** The last day of an unlock that has been given; null where none was. */
  readonly unlockedUntil: Day | null;
}

/**
 * open     not there, and not late yet
 * missing  not there, and the due day is over
 * on-time  there, first recorded by the due day
 * late     there, first recorded after it
 */
export type Stage = 'open' | 'missing' | 'on-time' | 'late';

export interface ObligationState {
  readonly stage: Stage;
  /** Declared complete, and there: a declaration outlives a report that was withdrawn. */
  readonly complete: boolean;
  /** Nothing of the period is entered or changed on the asked day. */
  readonly locked: boolean;
}

/** The state at the end of a day. */
export function judge({ dueOn, lockedOn }: Deadlines, evidence: Evidence, at: Day): ObligationState {
  const { receivedOn, declared, unlockedUntil } = evidence;
  const unlocked = unlockedUntil !== null && at <= unlockedUntil;
  return {
    stage: stageOf(receivedOn, dueOn, at),
    complete: declared && receivedOn !== null,
    locked: lockedOn !== null && at >= lockedOn && !unlocked,
  };
}

function stageOf(receivedOn: Day | null, dueOn: Day, at: Day): Stage {
  if (receivedOn !== null) return receivedOn <= dueOn ? 'on-time' : 'late';
  return at > dueOn ? 'missing' : 'open';
}

/** Counts of obligations. `expected` = `received` + `missing` + `open`, `received` = `onTime` + `late`. */
export interface Tally {
  expected: number;
  received: number;
  onTime: number;
  late: number;
  missing: number;
  open: number;
  complete: number;
  locked: number;
}

export function emptyTally(): Tally {
  return { expected: 0, received: 0, onTime: 0, late: 0, missing: 0, open: 0, complete: 0, locked: 0 };
}

/** Counts one more obligation, in place: a city has half a million a year. */
export function addState<T extends Tally>(tally: T, { stage, complete, locked }: ObligationState): T {
  tally.expected += 1;
  if (stage === 'on-time' || stage === 'late') tally.received += 1;
  if (stage === 'on-time') tally.onTime += 1;
  if (stage === 'late') tally.late += 1;
  if (stage === 'missing') tally.missing += 1;
  if (stage === 'open') tally.open += 1;
  if (complete) tally.complete += 1;
  if (locked) tally.locked += 1;
  return tally;
}
