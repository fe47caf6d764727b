import { derivationInto } from '#core/catalogue';
import type { CellDeltas } from '#core/statistics';
import { findRecords, lockDerived, type Sql } from '#platform/storage';
import { storedAssessment, type Assessment, type AssessmentContext } from '../assessment.js';
import { contributionsOf, type CountingContext } from '../contributions-of.js';
import { fedBy, sourcesOf, withDerived, type Sources } from './derived-fields.js';

/** A record as it stood and as it will stand; undefined where there was none. */
export interface RecordChange {
  readonly before: Assessment | undefined;
  readonly after: Assessment;
}

export type RecordChanges = ReadonlyMap<string, RecordChange>;

/** What records are counted with before a change and behind it: a recount moves on between the two. */
export interface CountingChange {
  readonly before: CountingContext;
  readonly after: CountingContext;
}

/**
 * Adds to the deltas what changes of records do to the derived fields of others, and of themselves. The deltas hold already what
 * the records add without these fields. Asked before anything of the changes is written.
 */
export async function addDerivedDeltas(
  tx: Sql,
  deltas: CellDeltas,
  changes: RecordChanges,
  counting: CountingChange,
  context: AssessmentContext,
): Promise<void> {
  const touched = touchedBy(changes);
  if (touched.length === 0) return;
  await lockDerived(tx, touched);
  const stored = await storedAmong(tx, touched, changes, context);
  const before = await sourcesOf(tx, touched, context);
  const after = changedSources(before, changes);
  for (const record of touched) {
    const change = changes.get(record);
    const was = change ? change.before : stored.get(record);
    const is = change ? change.after : stored.get(record);
    if (was) addDerived(deltas, was, before, counting.before, -1);
    if (is) addDerived(deltas, is, after, counting.after, 1);
  }
}

function touchedBy(changes: RecordChanges): string[] {
  const touched = new Set<string>();
  for (const [record, { before, after }] of changes) {
    if (derivationInto(after.header?.type ?? '')) touched.add(record);
    for (const assessment of [before, after]) {
      const fed = assessment && fedBy(assessment);
      if (fed !== undefined) touched.add(fed);
    }
  }
  return [...touched].sort();
}

async function storedAmong(
  tx: Sql,
  touched: readonly string[],
  changes: RecordChanges,
  context: AssessmentContext,
): Promise<ReadonlyMap<string, Assessment>> {
  const others = touched.filter((record) => !changes.has(record));
  const rows = others.length === 0 ? [] : await findRecords(tx, others);
  return new Map(rows.map((row) => [row.record, storedAssessment(row, context)]));
}

function changedSources(before: Sources, changes: RecordChanges): Sources {
  const after = new Map([...before].map(([record, sources]) => [record, new Map(sources)]));
  for (const [record, change] of changes) {
    const [was, is] = [change.before && fedBy(change.before), fedBy(change.after)];
    if (was !== undefined) after.get(was)?.delete(record);
    if (is !== undefined)
      after.set(is, (after.get(is) ?? new Map<string, Assessment>()).set(record, change.after));
  }
  return after;
}

/** What a record adds with its derived fields, less what it adds without them. */
function addDerived(
  deltas: CellDeltas,
  assessment: Assessment,
  sources: Sources,
  context: CountingContext,
  sign: 1 | -1,
): void {
  const more = contributionsOf(withDerived(assessment, sources), context);
  const less = contributionsOf(assessment, context);
  for (const item of sign === 1 ? more : less) deltas.add(item);
  for (const item of sign === 1 ? less : more) deltas.subtract(item);
}
