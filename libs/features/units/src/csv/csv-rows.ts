import { unitsFileInvalid } from '../units-file-error.js';
import type { TextLine } from './text-lines.js';

/** One record of a CSV file. `line` is where it begins: quoted fields may run over several lines. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Keeps a quote that nobody closes from swallowing the rest of the file. */
export const ROW_CHARACTERS_MAX = 65_536;

/** A quoted field with its quotes doubled inside, or a plain one; then a comma or the end. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;

interface OpenRow {
  readonly line: number;
  readonly text: string;
}

/** Reads RFC 4180: commas, double quotes, CRLF or LF. Blank lines are skipped. */
export async function* readCsvRows(lines: AsyncIterable<TextLine>): AsyncGenerator<CsvRow> {
  let open: OpenRow | undefined;
  for await (const { number, text } of lines) {
    const row: OpenRow = open ? { line: open.line, text: `${open.text}\n${text}` } : { line: number, text };
    if (row.text.length > ROW_CHARACTERS_MAX) {
      throw unitsFileInvalid(row.line, `the row is longer than ${ROW_CHARACTERS_MAX} characters`);
    }
    open = hasOddQuotes(text) === (open === undefined) ? row : undefined;
    if (!open && row.text.length > 0 && row.text !== '\r') yield csvRow(row);
  }
  if (open) throw unitsFileInvalid(open.line, 'a quote is not closed');
}

/** Inside a record that is open, an odd number of quotes closes it; otherwise it opens one. */
function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

function csvRow(row: OpenRow): CsvRow {
  const text = row.text.endsWith('\r') ? row.text.slice(0, -1) : row.text;
  if (!text.includes('"')) return { line: row.line, fields: text.split(',') };
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (let separator = ','; separator === ',';) {
    const match = FIELD.exec(text);
    if (!match) throw unitsFileInvalid(row.line, 'a quote stands where none may be');
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    separator = match[3] ?? '';
  }
  return { line: row.line, fields };
}
