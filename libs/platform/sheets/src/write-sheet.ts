import { Readable } from 'node:stream';
import type { Cell, SheetFormat } from './cell.js';
import { BYTE_ORDER_MARK, csvLine } from './csv/write-csv.js';
import { writeXlsx, type SheetToWrite } from './xlsx/write-xlsx.js';

export const SHEET_MEDIA_TYPES: Readonly<Record<SheetFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Rows are handed on in pieces of about this length. */
const PIECE_CHARACTERS = 65_536;

/** Sheets as a file, in bounded memory. A CSV file has the first one only. */
export function writeSheet(
  format: SheetFormat,
  sheets: readonly [SheetToWrite, ...SheetToWrite[]],
  delimiter?: string | null,
): Readable {
  if (format === 'xlsx') return writeXlsx(sheets);
  return Readable.from(csvPieces(sheets[0].rows, delimiter ?? ','), { objectMode: false });
}

async function* csvPieces(
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>,
  delimiter: string,
): AsyncGenerator<string> {
  let piece = BYTE_ORDER_MARK;
  for await (const cells of rows) {
    piece += csvLine(cells, delimiter);
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
