import type { Day } from '#core/kernel';
import { dayOf, lineOf, membersOf, uuidOf, wholeOf } from './reading.js';

export const REASON_CHARACTERS_MAX = 500;

const VERSION_MAX = 2_147_483_647;

/** A record that a unit above asks to be corrected where it was entered. A newer version of the record answers it. */
export interface ReturnForCorrection {
  readonly record: string;
  /** The version that is wrong. */
  readonly version: number;
  readonly reason: string;
  /** The day by which it is to be corrected. */
  readonly deadline: Day;
}

export function readReturn(body: unknown): ReturnForCorrection {
  const { record, version, reason, deadline } = membersOf(body, ['record', 'version', 'reason', 'deadline']);
  return {
    record: uuidOf(record, 'record'),
    version: wholeOf(version, 'version', 1, VERSION_MAX),
    reason: lineOf(reason, 'reason', REASON_CHARACTERS_MAX),
    deadline: dayOf(deadline, 'deadline'),
  };
}
