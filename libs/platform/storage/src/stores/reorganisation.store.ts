import type { Day } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';
import type { UnitRow } from './unit.store.js';

/** One span of days in which a unit stood as it is here. */
export interface DatedUnitRow extends UnitRow {
  /** The first day on which it no longer holds; null while it does. */
  readonly validTo: Day | null;
  readonly kindCorrected: boolean;
}

/** Every row of every unit, past and to come, in the order of codes and days. */
export async function allUnits(sql: Sql): Promise<DatedUnitRow[]> {
  return sql.query(
    `SELECT code, name, level, kind, kind_corrected AS "kindCorrected", street_kind AS "streetKind", seat,
       valid_from::text AS "validFrom", valid_to::text AS "validTo"
     FROM unit ORDER BY code, valid_from`,
  );
}

/** Ends the rows of units that have no end yet. */
export async function closeUnits(tx: Sql, codes: readonly string[], day: Day): Promise<void> {
  await tx.query(
    `UPDATE unit SET valid_to = $2 WHERE code = ANY (${column(1, 'text')}) AND valid_to IS NULL`,
    [columnText(codes), day],
  );
}

/** Writes rows that begin; another row of the same unit has to have ended. */
export async function openUnits(tx: Sql, units: readonly DatedUnitRow[]): Promise<void> {
  const types = ['text', 'date', 'text', 'text', 'text', 'boolean', 'text', 'boolean'];
  await tx.query(
    `INSERT INTO unit (code, valid_from, name, level, kind, kind_corrected, street_kind, seat)
     SELECT * FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')})`,
    [
      columnText(units.map((unit) => unit.code)),
      columnText(units.map((unit) => unit.validFrom)),
      columnText(units.map((unit) => unit.name)),
      columnText(units.map((unit) => unit.level)),
      columnText(units.map((unit) => unit.kind)),
      columnText(units.map((unit) => String(unit.kindCorrected))),
      columnText(units.map((unit) => unit.streetKind)),
      columnText(units.map((unit) => String(unit.seat))),
    ],
  );
}

export interface SuccessionRow {
  readonly code: string;
  readonly effectiveOn: Day;
  readonly successor: string;
  readonly alone: boolean;
}

export async function readSuccession(sql: Sql): Promise<SuccessionRow[]> {
  return sql.query(
    `SELECT code, effective_on::text AS "effectiveOn", successor, alone FROM succession ORDER BY code`,
  );
}

export async function putSuccession(tx: Sql, rows: readonly SuccessionRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO succession (code, effective_on, successor, alone)
     SELECT * FROM unnest(${column(1, 'text')}, ${column(2, 'date')}, ${column(3, 'text')}, ${column(4, 'boolean')})`,
    [
      columnText(rows.map((row) => row.code)),
      columnText(rows.map((row) => row.effectiveOn)),
      columnText(rows.map((row) => row.successor)),
      columnText(rows.map((row) => String(row.alone))),
    ],
  );
}

export interface ReorganisationRow {
  readonly digest: string;
  readonly effectiveOn: Day;
  readonly document: unknown;
  readonly appliedAt: Date;
}

/** False where the same document was there already. */
export async function putReorganisation(
  tx: Sql,
  row: Omit<ReorganisationRow, 'appliedAt'>,
): Promise<boolean> {
  const written: unknown[] = await tx.query(
    `INSERT INTO reorganisation (digest, effective_on, document) VALUES ($1, $2, $3)
     ON CONFLICT (digest) DO NOTHING RETURNING 1`,
    [row.digest, row.effectiveOn, JSON.stringify(row.document)],
  );
  return written.length > 0;
}

/** The newest days first. */
export async function listReorganisations(sql: Sql, limit: number): Promise<ReorganisationRow[]> {
  return sql.query(
    `SELECT digest, effective_on::text AS "effectiveOn", document, applied_at AS "appliedAt"
     FROM reorganisation ORDER BY effective_on DESC, applied_at DESC LIMIT $1`,
    [limit],
  );
}

/** Grows with every change of the tree: whoever holds a picture of it knows by this whether it is old. */
export async function treeVersion(sql: Sql): Promise<string> {
  const [row]: { version: string }[] = await sql.query('SELECT version FROM tree_version');
  return row?.version ?? '';
}
