import { isWithin, unitLevel } from '#core/kernel';
import { hasUnits, lockUnits, type Database } from '#platform/storage';
import { readUnitTable } from '../csv/unit-table.js';
import { unitLinesOf } from '../formats/unit-lines.js';
import { SHIPPED_UNITS, shippedFile } from '../shipped-data.js';
import { unitsFileInvalid } from '../units-file-error.js';
import { storeUnits, type UnitCounts } from './load-units.js';

/**
 * A list of units says what there is, not since when. Records are older than the list, and their units must hold on
 * their days: so the tree is taken to hold from before the first record on.
 */
export const UNITS_VALID_FROM = '2000-01-01';

export interface EnsureOptions {
  /** A file with the columns code, name and level. Default: the one that ships with the product. */
  readonly file?: string | undefined;
  /** The top of the tree or any unit in it: the file says where the tree begins. */
  readonly root: string;
}

/** Fills an empty database with units. Gives what was loaded, or undefined where units were there. */
export async function ensureUnits(
  database: Database,
  { file = shippedFile(...SHIPPED_UNITS), root: unit }: EnsureOptions,
): Promise<UnitCounts | undefined> {
  if (await hasUnits(database.sql)) return undefined;
  const root = await rootOfFile(file, unit);
  return database.transaction(async (tx) => {
    await lockUnits(tx);
    // Replicas start together: whoever waited for the lock finds the work done.
    if (await hasUnits(tx)) return undefined;
    return storeUnits(tx, unitLinesOf('silian', file, root), { validFrom: UNITS_VALID_FROM, root });
  });
}

/** The file begins with the top of the tree, so a node need not be told whether its city has 2 digits or 4. */
async function rootOfFile(file: string, unit: string): Promise<string> {
  for await (const { code, line } of readUnitTable(file)) {
    if (unitLevel(code) !== 'city')
      throw unitsFileInvalid(line, 'the top of the tree must be the first unit');
    if (isWithin(unit, code)) return code;
    throw unitsFileInvalid(line, `the tree begins at ${code} and has no unit ${unit}: set UNITS_FILE`);
  }
  throw unitsFileInvalid(1, 'the file has no units');
}
