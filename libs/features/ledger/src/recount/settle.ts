import {
  putQuarantine,
  releaseRecords,
  setStatuses,
  type RecordWithEntry,
  type Sql,
} from '#platform/storage';
import { storedAssessment, type Assessment, type AssessmentContext } from '../assessment.js';
import type { RecordChanges } from '../derived/derived-deltas.js';

/** A stored record with what it is judged to be now. */
export interface Judged {
  readonly row: RecordWithEntry;
  readonly assessment: Assessment;
}

/** What is judged otherwise, or anew, is a change of the record. */
export function changesOf(judged: readonly Judged[], context: AssessmentContext): RecordChanges {
  return new Map(
    judged.map(({ row, assessment }) => [
      row.record,
      { before: storedAssessment(row, context), after: assessment },
    ]),
  );
}

/** Writes down what was judged otherwise than before. */
export async function settle(tx: Sql, judged: readonly Judged[]): Promise<void> {
  const records = judged.map(({ row }) => row.record);
  await setStatuses(
    tx,
    judged.map(({ row, assessment }) => ({ record: row.record, status: assessment.status })),
  );
  await releaseRecords(tx, records);
  const held = judged.flatMap(({ row, assessment: { faults } }) => {
    const [fault] = faults;
    return fault ? [{ ...row, code: fault.code, faults: JSON.stringify(faults) }] : [];
  });
  if (held.length > 0) await putQuarantine(tx, held);
}
