import type { Sql } from '../database.js';
import { SheetImportEntity, type ImportState } from '../entities/sheet-import.entity.js';
import { column, columnText } from './column-text.js';

export type SheetImport = Readonly<SheetImportEntity>;
export type NewSheetImport = Omit<
  SheetImport,
  'fresh' | 'changed' | 'unchanged' | 'wrong' | 'waiting' | 'createdAt' | 'touchedAt'
>;

/** Cells as one line of JSON. */
export interface StoredSheetRow {
  readonly number: number;
  readonly cells: string;
}

export async function createImport(tx: Sql, row: NewSheetImport): Promise<void> {
  await tx.insert(SheetImportEntity, row as never);
}

export async function addSheetRows(tx: Sql, id: string, rows: readonly StoredSheetRow[]): Promise<void> {
  await tx.query(
    `INSERT INTO sheet_row (import, number, cells)
     SELECT $1, * FROM unnest(${column(2, 'int')}, ${column(3, 'text')})`,
    [id, columnText(rows.map((row) => row.number)), columnText(rows.map((row) => row.cells))],
  );
}

/** What is known only when the last row has come. */
export async function completeImport(tx: Sql, id: string, rows: number): Promise<void> {
  await tx.update(SheetImportEntity, { id }, { rows });
}

/** An import of this unit. */
export async function findImport(sql: Sql, id: string, unit: string): Promise<SheetImport | undefined> {
  return (await sql.findOneBy(SheetImportEntity, { id, unit })) ?? undefined;
}

export async function listImports(sql: Sql, unit: string, limit: number): Promise<SheetImport[]> {
  return sql.find(SheetImportEntity, { where: { unit }, order: { createdAt: 'DESC' }, take: limit });
}

export async function countImports(sql: Sql, unit: string): Promise<number> {
  return sql.countBy(SheetImportEntity, { unit });
}

/** The import to go on with: of those that need not wait, the one whose last turn is longest ago. */
export async function workingImport(sql: Sql, waiting: readonly string[]): Promise<SheetImport | undefined> {
  const [row] = await sql
    .createQueryBuilder(SheetImportEntity, 'i')
    .where(`i.state IN ('checking', 'writing') AND i.id <> ALL (:waiting)`, { waiting })
    .orderBy('i.touchedAt')
    .limit(1)
    .getMany();
  return row;
}

export async function sheetRowsAfter(
  sql: Sql,
  id: string,
  after: number,
  limit: number,
): Promise<StoredSheetRow[]> {
  return sql.query(
    'SELECT number, cells FROM sheet_row WHERE import = $1 AND number > $2 ORDER BY number LIMIT $3',
    [id, after, limit],
  );
}

/** True where it was done: the import was in one of the states that the change comes from. */
export async function remapImport(
  tx: Sql,
  id: string,
  mapping: unknown,
  from: readonly ImportState[],
): Promise<boolean> {
  const changed: unknown[] = await rowsOf(
    tx,
    `UPDATE sheet_import SET mapping = $2::jsonb, mapped_by = 'clerk', state = 'mapping', position = header_row,
       fresh = 0, changed = 0, unchanged = 0, wrong = 0, waiting = NULL
     WHERE id = $1 AND state = ANY ($3) RETURNING 1`,
    [id, JSON.stringify(mapping), from],
  );
  if (changed.length > 0) await forgetVerdicts(tx, id);
  return changed.length > 0;
}

/** Begins a pass through all rows: what an earlier pass found is forgotten. */
export async function beginImportPass(
  tx: Sql,
  id: string,
  state: 'checking' | 'writing',
  from: readonly ImportState[],
): Promise<boolean> {
  const changed = await rowsOf(
    tx,
    `UPDATE sheet_import SET state = $2, position = header_row, fresh = 0, changed = 0, unchanged = 0, wrong = 0,
       waiting = NULL, touched_at = clock_timestamp()
     WHERE id = $1 AND state = ANY ($3) RETURNING 1`,
    [id, state, from],
  );
  if (changed.length > 0) await forgetVerdicts(tx, id);
  return changed.length > 0;
}

/** Ends a pass in the middle. Waits for a batch that is being written. */
export async function stopImportPass(
  sql: Sql,
  id: string,
  from: 'checking' | 'writing',
  to: ImportState,
): Promise<boolean> {
  const changed = await rowsOf(
    sql,
    'UPDATE sheet_import SET state = $3, waiting = NULL WHERE id = $1 AND state = $2 RETURNING 1',
    [id, from, to],
  );
  return changed.length > 0;
}

export interface ImportStep {
  readonly id: string;
  readonly state: 'checking' | 'writing';
  readonly from: number;
  readonly to: number;
  /** The state behind this step. */
  readonly next: ImportState;
  readonly counts: Readonly<Record<RowOutcome, number>>;
}

export type RowOutcome = 'fresh' | 'changed' | 'unchanged' | 'wrong';

/** Moves a pass on, once: false where it has been stopped, or somebody else has done this step. */
export async function advanceImportPass(tx: Sql, step: ImportStep): Promise<boolean> {
  const { fresh, changed, unchanged, wrong } = step.counts;
  const rows = await rowsOf(
    tx,
    `UPDATE sheet_import SET position = $4, state = $5, fresh = fresh + $6, changed = changed + $7,
       unchanged = unchanged + $8, wrong = wrong + $9, waiting = NULL, touched_at = clock_timestamp()
     WHERE id = $1 AND state = $2 AND position = $3 RETURNING 1`,
    [step.id, step.state, step.from, step.to, step.next, fresh, changed, unchanged, wrong],
  );
  return rows.length > 0;
}

/** Says what a pass waits for, and lets the other imports go first. */
export async function postponeImport(sql: Sql, id: string, waiting: string): Promise<void> {
  await sql.query('UPDATE sheet_import SET waiting = $2, touched_at = clock_timestamp() WHERE id = $1', [
    id,
    waiting,
  ]);
}

export interface RowVerdict {
  readonly number: number;
  readonly outcome: RowOutcome;
  /** What makes the row's record the same as another row's. */
  readonly key: string | null;
  /** JSON; null where nothing is wrong. */
  readonly faults: string | null;
  /** JSON; null where nothing is worth a second look. */
  readonly warnings: string | null;
}

export async function addVerdicts(tx: Sql, id: string, verdicts: readonly RowVerdict[]): Promise<void> {
  await tx.query(
    `INSERT INTO sheet_row_verdict (import, number, outcome, key, faults, warnings)
     SELECT $1, * FROM unnest(${['int', 'text', 'text', 'text', 'text'].map((type, index) => column(index + 2, type)).join(', ')})`,
    [
      id,
      columnText(verdicts.map((verdict) => verdict.number)),
      columnText(verdicts.map((verdict) => verdict.outcome)),
      columnText(verdicts.map((verdict) => verdict.key)),
      columnText(verdicts.map((verdict) => verdict.faults)),
      columnText(verdicts.map((verdict) => verdict.warnings)),
    ],
  );
}

/** For each of these keys the first sound row that had it. */
export async function earlierRows(
  sql: Sql,
  id: string,
  keys: readonly string[],
): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows: { key: string; number: number }[] = await sql.query(
    `SELECT key, min(number) AS number FROM sheet_row_verdict
     WHERE import = $1 AND key = ANY (${column(2, 'text')}) GROUP BY key`,
    [id, columnText(keys)],
  );
  return new Map(rows.map((row) => [row.key, row.number]));
}

export async function wrongRowsAfter(
  sql: Sql,
  id: string,
  after: number,
  limit: number,
): Promise<{ number: number; faults: string }[]> {
  return sql.query(
    `SELECT number, faults FROM sheet_row_verdict WHERE import = $1 AND outcome = 'wrong' AND number > $2
     ORDER BY number LIMIT $3`,
    [id, after, limit],
  );
}

/** Rows of a result: all of them, the wrong ones, or those with a warning beside them. */
export const RESULT_ROWS = ['wrong', 'marked', 'all'] as const;
export type ResultRows = (typeof RESULT_ROWS)[number];

const CONDITIONS: Readonly<Record<ResultRows, string>> = {
  all: '',
  wrong: `AND v.outcome = 'wrong'`,
  marked: `AND (v.outcome = 'wrong' OR v.warnings IS NOT NULL)`,
};

export interface JudgedSheetRow extends StoredSheetRow {
  readonly faults: string | null;
  readonly warnings: string | null;
}

/** Rows with their faults and warnings, null where they have none. */
export async function judgedRowsAfter(
  sql: Sql,
  id: string,
  after: number,
  limit: number,
  wanted: ResultRows,
): Promise<JudgedSheetRow[]> {
  return sql.query(
    `SELECT r.number, r.cells, v.faults, v.warnings FROM sheet_row r
     LEFT JOIN sheet_row_verdict v ON v.import = r.import AND v.number = r.number
     WHERE r.import = $1 AND r.number > $2 ${CONDITIONS[wanted]} ORDER BY r.number LIMIT $3`,
    [id, after, limit],
  );
}

/** Deletes an import with its rows, unless it is being worked on. Records that came of it stay. */
export async function deleteImport(sql: Sql, id: string, unit: string): Promise<boolean> {
  const rows = await rowsOf(
    sql,
    `DELETE FROM sheet_import WHERE id = $1 AND unit = $2 AND state NOT IN ('checking', 'writing') RETURNING 1`,
    [id, unit],
  );
  return rows.length > 0;
}

/** Sheets hold what people said of themselves: they are kept no longer than somebody may want the result. */
export async function deleteImportsBefore(sql: Sql, before: Date): Promise<void> {
  await sql.query(`DELETE FROM sheet_import WHERE created_at < $1 AND state NOT IN ('checking', 'writing')`, [
    before,
  ]);
}

export async function rememberMapping(
  sql: Sql,
  key: { readonly unit: string; readonly type: string; readonly headerDigest: string },
  mapping: unknown,
): Promise<void> {
  await sql.query(
    `INSERT INTO sheet_mapping (unit, type, header_digest, mapping) VALUES ($1, $2, $3, $4::jsonb)
     ON CONFLICT (unit, type, header_digest) DO UPDATE SET mapping = excluded.mapping`,
    [key.unit, key.type, key.headerDigest, JSON.stringify(mapping)],
  );
}

export async function rememberedMapping(
  sql: Sql,
  key: { readonly unit: string; readonly type: string; readonly headerDigest: string },
): Promise<unknown> {
  const [row]: { mapping: unknown }[] = await sql.query(
    'SELECT mapping FROM sheet_mapping WHERE unit = $1 AND type = $2 AND header_digest = $3',
    [key.unit, key.type, key.headerDigest],
  );
  return row?.mapping;
}

async function forgetVerdicts(tx: Sql, id: string): Promise<void> {
  await tx.query('DELETE FROM sheet_row_verdict WHERE import = $1', [id]);
}

/** The driver answers an UPDATE or DELETE with `[rows, count]`. */
async function rowsOf(sql: Sql, statement: string, parameters: unknown[]): Promise<unknown[]> {
  const [rows]: [unknown[], number] = await sql.query(statement, parameters);
  return rows;
}
