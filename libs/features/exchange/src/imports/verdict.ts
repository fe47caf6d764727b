import type { TrialOutcome } from '#features/records';
import type { RowVerdict } from '#platform/storage';
import type { Mapping } from '../form/mapping.js';
import { fieldFaults, rowFaults } from './faults.js';
import type { JudgedRow } from './row-judge.js';

/** What came, or would come, of a row. */
export function verdictOf(row: JudgedRow, outcome: TrialOutcome, mapping: Mapping): RowVerdict {
  const { number, key } = row;
  if ('error' in outcome) {
    // A wrong row is no record: a later row with the same key may be the right one.
    const faults = JSON.stringify(rowFaults(outcome.error, mapping));
    return { number, outcome: 'wrong', key: null, faults, warnings: null };
  }
  const { repeated, version } = outcome;
  const found = fieldFaults(outcome.warnings, mapping);
  const warnings = found.length === 0 ? null : JSON.stringify(found);
  return {
    ...{ number, outcome: repeated ? 'unchanged' : version === 1 ? 'fresh' : 'changed', key },
    ...{ faults: null, warnings },
  };
}
