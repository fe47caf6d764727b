import type { Cell } from '../cell.js';
import { neutralise } from '../neutral.js';
import { dayOfSerial } from '../serial.js';

/** Makes a spreadsheet read the file as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

/** Whatever some spreadsheet tells columns apart by is quoted, so that no part of a text becomes a cell of its own. */
const TO_QUOTE = /[",;|\t\r\n\uff0c]|^\s|\s$/;

/** One row with its line end. No cell of it is evaluated by a spreadsheet. */
export function csvLine(cells: readonly Cell[], delimiter = ','): string {
  const fields = cells.map(csvField);
  // A row of one empty cell would be a blank line, and a blank line is no row.
  return `${fields.length === 1 && fields[0] === '' ? '""' : fields.join(delimiter)}\r\n`;
}

function csvField(cell: Cell): string {
  if (typeof cell !== 'string') return plainText(cell);
  const text = neutralise(cell);
  return TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Numbers stay numbers, also negative ones. */
function plainText(cell: Exclude<Cell, string>): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? dayOfSerial(cell) : String(cell);
}
