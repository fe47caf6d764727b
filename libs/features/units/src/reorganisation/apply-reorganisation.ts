import { canonicalJson, SilianError, type Json } from '#core/kernel';
import { digest } from '#core/protocol';
import {
  planReorganisation,
  readReorganisation,
  type Reorganisation,
  type ReorganisationPlan,
} from '#core/reorganisation';
import {
  allUnits,
  closeUnits,
  lockUnits,
  openUnits,
  putReorganisation,
  putSuccession,
  rootUnit,
  type DatedUnitRow,
  type Sql,
} from '#platform/storage';
import { changedRows, linksOf } from '../tree/dated-units.js';

export interface AppliedReorganisation {
  readonly digest: string;
  /** undefined where the same document had been applied before: then nothing was changed. */
  readonly plan: ReorganisationPlan | undefined;
}

/** The same for equal documents, however they were written. */
export function reorganisationDigest(document: Reorganisation): string {
  return digest(canonicalJson(document as unknown as Json));
}

/**
 * Applies a document to the stored tree: all of it inside the caller's transaction, once for equal documents, on any
 * day before or after its own. Throws `reorganisation_invalid` or `reorganisation_conflict` with place and rule. The
 * running node sees it at its next look; who cannot wait reloads the tree after the commit.
 */
export async function applyReorganisation(tx: Sql, document: unknown): Promise<AppliedReorganisation> {
  const reorganisation = readReorganisation(document);
  const { effectiveOn } = reorganisation;
  const key = reorganisationDigest(reorganisation);
  await lockUnits(tx);
  if (!(await putReorganisation(tx, { digest: key, effectiveOn, document: reorganisation }))) {
    return { digest: key, plan: undefined };
  }
  const rows = await allUnits(tx);
  const plan = await planOn(tx, reorganisation, rows);
  const { ended, begun } = changedRows(rows, plan);
  await closeUnits(tx, [...ended], effectiveOn);
  await openUnits(tx, begun);
  await putSuccession(tx, linksOf(plan));
  return { digest: key, plan };
}

/** What the document would do to the stored tree. Changes nothing; throws as applying it would. */
export async function planStored(sql: Sql, document: unknown): Promise<ReorganisationPlan> {
  return planOn(sql, readReorganisation(document), await allUnits(sql));
}

async function planOn(
  sql: Sql,
  reorganisation: Reorganisation,
  rows: readonly DatedUnitRow[],
): Promise<ReorganisationPlan> {
  const root = await rootUnit(sql);
  if (root !== undefined) return planReorganisation(reorganisation, rows, root);
  throw new SilianError('reorganisation_conflict', { path: 'document', rule: 'the tree of units is empty' });
}
