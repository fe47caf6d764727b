import { deriveStreetKind, deriveUnitKind, SilianError, unitLevel, type Day, type Level } from '#core/kernel';
import { lockUnits, putUnits, rootUnit, type Database, type Sql, type UnitRow } from '#platform/storage';
import type { UnitLine } from '../unit-line.js';
import { unitsFileInvalid } from '../units-file-error.js';
import { LineChecks } from './line-checks.js';

export interface LoadOptions {
  /** The day from which units that are new are valid. Units that are there keep theirs. */
  readonly validFrom: Day;
  /** The code at the top of the tree: 4 digits, or 2 for a municipality. */
  readonly root: string;
}

/** How many units of each level a file held. */
export type UnitCounts = Readonly<Record<Level, number>>;

/** Rows in one statement: fewer waste round trips, more hold memory for nothing. */
const BATCH_ROWS = 1_000;

/** Stores a file of units: all of it, or nothing where one line is broken. */
export function loadUnits(
  database: Database,
  lines: AsyncIterable<UnitLine>,
  options: LoadOptions,
): Promise<UnitCounts> {
  return database.transaction(async (tx) => {
    await lockUnits(tx);
    return storeUnits(tx, lines, options);
  });
}

/** The same inside a transaction that holds the lock. */
export async function storeUnits(
  tx: Sql,
  lines: AsyncIterable<UnitLine>,
  options: LoadOptions,
): Promise<UnitCounts> {
  await assertRoot(tx, options.root);
  const checks = new LineChecks(options.root);
  const counts = { city: 0, district: 0, street: 0, community: 0 };
  let batch: UnitRow[] = [];
  for await (const line of lines) {
    const level = checks.check(line);
    counts[level] += 1;
    batch.push(unitRow(line, level, options.validFrom));
    if (batch.length < BATCH_ROWS) continue;
    await putUnits(tx, batch);
    batch = [];
  }
  checks.finish();
  await putUnits(tx, batch);
  return counts;
}

/** A second tree in one database would hang its districts under the first one's root. */
async function assertRoot(tx: Sql, root: string): Promise<void> {
  if (unitLevel(root) !== 'city') throw new SilianError('unit_code_invalid', { unit: root });
  const present = await rootUnit(tx);
  if (present !== undefined && present !== root) {
    throw unitsFileInvalid(1, `this database holds the tree of ${present}, the file that of ${root}`);
  }
}

function unitRow(line: UnitLine, level: Level, validFrom: Day): UnitRow {
  return {
    code: line.code,
    name: line.name,
    level,
    kind: deriveUnitKind(line.code) ?? null,
    // A community's code holds its street's digits too; only the street itself has the attribute.
    streetKind: level === 'street' ? (deriveStreetKind(line.code) ?? null) : null,
    seat: line.seat ?? false,
    validFrom,
  };
}
