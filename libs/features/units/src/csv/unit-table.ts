import { createReadStream } from 'node:fs';
import { SilianError } from '#core/kernel';
import type { UnitLine } from '../unit-line.js';
import { unitsFileInvalid } from '../units-file-error.js';
import { readCsvRows, type CsvRow } from './csv-rows.js';
import { readTextLines } from './text-lines.js';

/** Big enough that a file of 37 MB takes few turns, small enough to count for nothing in memory. */
const CHUNK_BYTES = 256 * 1_024;

/** Where the columns that matter stand. A file may have more, in any order. */
interface Columns {
  readonly count: number;
  readonly code: number;
  readonly name: number;
  readonly level: number | undefined;
}

/** Streams a CSV file with the columns `code`, `name` and perhaps `level`. */
export async function* readUnitTable(path: string): AsyncGenerator<UnitLine> {
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let columns: Columns | undefined;
  try {
    for await (const row of readCsvRows(readTextLines(chunks))) {
      if (columns) yield unitLine(row, columns);
      else columns = readHeader(row);
    }
  } catch (error) {
    throw explainUnreadable(error);
  }
  if (!columns) throw unitsFileInvalid(1, 'the file is empty');
}

function readHeader({ line, fields }: CsvRow): Columns {
  const names = fields.map((field) => field.trim().toLowerCase());
  const place = (name: string): number | undefined => {
    const index = names.indexOf(name);
    if (index !== names.lastIndexOf(name)) throw unitsFileInvalid(line, `column ${name} is there twice`);
    return index < 0 ? undefined : index;
  };
  const code = place('code');
  const name = place('name');
  if (code === undefined) throw unitsFileInvalid(line, 'the header has no column code');
  if (name === undefined) throw unitsFileInvalid(line, 'the header has no column name');
  return { count: fields.length, code, name, level: place('level') };
}

function unitLine({ line, fields }: CsvRow, columns: Columns): UnitLine {
  if (fields.length !== columns.count) {
    throw unitsFileInvalid(line, `the header has ${columns.count} columns, this row has ${fields.length}`);
  }
  const row = { line, code: fields[columns.code] ?? '', name: fields[columns.name] ?? '' };
  return columns.level === undefined ? row : { ...row, level: fields[columns.level] ?? '' };
}

/** A wrong path is the commonest mistake of all: say so instead of failing as an internal error. */
function explainUnreadable(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof SilianError || typeof code !== 'string') return error;
  return unitsFileInvalid(1, `the file cannot be read (${code})`, undefined, error);
}
