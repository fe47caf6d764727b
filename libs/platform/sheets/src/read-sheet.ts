import { open } from 'node:fs/promises';
import { SilianError } from '#core/kernel';
import type { SheetFormat, SheetRow } from './cell.js';
import { delimiterOf, readCsv } from './csv/read-csv.js';
import { CELL_LENGTH_MAX, ROW_LENGTH_MAX, SHEET_COLUMNS_MAX, SHEET_ROWS_MAX } from './limits.js';
import { readXlsx, type MergedRange } from './xlsx/read-xlsx.js';

export interface SheetFile {
  readonly format: SheetFormat;
  /** What a CSV file tells columns apart by. */
  readonly delimiter: string | null;
}

const ZIP = Buffer.from('PK\u0003\u0004');
/** Old .xls files, and new ones with a password. */
const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

/** What a file is by its content: names and declared types lie too often. */
export async function identifySheet(path: string): Promise<SheetFile> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 0) throw new SilianError('sheet_empty');
    if (buffer.equals(ZIP)) return { format: 'xlsx', delimiter: null };
    if (buffer.equals(COMPOUND)) throw new SilianError('sheet_legacy');
  } finally {
    await file.close();
  }
  return { format: 'csv', delimiter: await delimiterOf(path) };
}

/** The rows of a file with something in them, as they stand in it. Returns what is merged: only XLSX knows that. */
export async function* readSheet(
  path: string,
  { format }: SheetFile,
  sheet?: string,
): AsyncGenerator<SheetRow, readonly MergedRange[]> {
  const rows = format === 'xlsx' ? readXlsx(path, sheet) : readCsv(path);
  let count = 0;
  try {
    for (;;) {
      const next = await rows.next();
      if (next.done) return next.value;
      const row = next.value;
      if (row.cells.every((cell) => cell === null || cell === '')) continue;
      count += 1;
      if (count > SHEET_ROWS_MAX) throw new SilianError('sheet_rows_max', { limit: SHEET_ROWS_MAX });
      assertCells(row);
      yield row;
    }
  } finally {
    // Whoever stops early leaves no file open.
    await rows.return([]);
  }
}

function assertCells({ number: row, cells }: SheetRow): void {
  if (cells.length > SHEET_COLUMNS_MAX) {
    throw new SilianError('sheet_columns_max', { row, limit: SHEET_COLUMNS_MAX });
  }
  let length = 0;
  for (const cell of cells) {
    if (typeof cell !== 'string') continue;
    if (cell.length > CELL_LENGTH_MAX)
      throw new SilianError('sheet_cell_too_long', { row, limit: CELL_LENGTH_MAX });
    length += cell.length;
  }
  if (length > ROW_LENGTH_MAX) throw new SilianError('sheet_row_too_long', { row, limit: ROW_LENGTH_MAX });
}
