import type { Day, Level, StreetKind, UnitKind } from '#core/kernel';
import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** A unit as it stands on some day. */
export interface UnitRow {
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  readonly kind: UnitKind | null;
  readonly streetKind: StreetKind | null;
  readonly seat: boolean;
  readonly validFrom: Day;
}

const COLUMNS = `code, name, level, kind, street_kind AS "streetKind", seat, valid_from::text AS "validFrom"`;
const ON_DAY = '(valid_from <= $1 AND (valid_to IS NULL OR valid_to > $1))';

/**
 * Writes units that are valid from a day on. One that is there already keeps its dates and takes the new name; one that
 * was closed stays closed, since a list tells what there was when it was made.
 */
export async function putUnits(sql: Sql, units: readonly UnitRow[]): Promise<void> {
  const types = ['text', 'date', 'text', 'text', 'text', 'text', 'boolean'];
  await sql.query(
    `INSERT INTO unit (code, valid_from, name, level, kind, street_kind, seat)
     SELECT * FROM unnest(${types.map((type, index) => column(index + 1, type)).join(', ')}) AS t (code)
     WHERE NOT EXISTS (SELECT 1 FROM succession WHERE succession.code = t.code)
     ON CONFLICT (code) WHERE valid_to IS NULL DO UPDATE SET
       name = excluded.name, level = excluded.level, street_kind = excluded.street_kind,
       kind = CASE WHEN unit.kind_corrected THEN unit.kind ELSE excluded.kind END`,
    [
      columnText(units.map((unit) => unit.code)),
      columnText(units.map((unit) => unit.validFrom)),
      columnText(units.map((unit) => unit.name)),
      columnText(units.map((unit) => unit.level)),
      columnText(units.map((unit) => unit.kind)),
      columnText(units.map((unit) => unit.streetKind)),
      columnText(units.map((unit) => String(unit.seat))),
    ],
  );
}

/** Lets one load of the tree run at a time; readers go on. For the rest of the transaction. */
export async function lockUnits(tx: Sql): Promise<void> {
  await tx.query('LOCK TABLE unit IN SHARE ROW EXCLUSIVE MODE');
}

export async function hasUnits(sql: Sql): Promise<boolean> {
  const rows: unknown[] = await sql.query('SELECT 1 FROM unit LIMIT 1');
  return rows.length > 0;
}

/** The code at the top of the tree that is stored, or undefined before the first load. */
export async function rootUnit(sql: Sql): Promise<string | undefined> {
  const rows: { code: string }[] = await sql.query(
    `SELECT code FROM unit WHERE level = 'city' AND valid_to IS NULL ORDER BY code LIMIT 1`,
  );
  return rows[0]?.code;
}

export async function findUnit(sql: Sql, code: string, day: Day): Promise<UnitRow | undefined> {
  const rows: UnitRow[] = await sql.query(`SELECT ${COLUMNS} FROM unit WHERE ${ON_DAY} AND code = $2`, [
    day,
    code,
  ]);
  return rows[0];
}

/** Corrects what the code suggests, for all days. Later loads of the tree leave a corrected kind alone. */
export async function correctUnit(
  sql: Sql,
  code: string,
  change: { readonly kind?: UnitKind; readonly seat?: boolean },
): Promise<void> {
  await sql.query(
    `UPDATE unit SET kind = coalesce($2, kind), kind_corrected = kind_corrected OR $2::text IS NOT NULL,
       seat = coalesce($3, seat)
     WHERE code = $1`,
    [code, change.kind ?? null, change.seat ?? null],
  );
}
