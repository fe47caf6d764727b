import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { columnLetters, type Cell } from '../cell.js';
import { keepApostrophe } from '../neutral.js';
import { escapeText } from './escapes.js';
import { CONTENT_TYPES, RELATIONS, STYLE, STYLES, workbookRelations, workbookXml } from './parts.js';

export interface SheetToWrite {
  readonly name: string;
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
  /** Rows at the top that are headings: bold. */
  readonly headings: number;
  /** The top rows that stay in view while one scrolls. */
  readonly frozen?: number;
}

/** Rows are handed on in pieces of about this length. */
const PIECE_CHARACTERS = 65_536;

/** An XLSX file as a stream. A row is asked for when it is written, so memory does not grow with the sheet. */
export function writeXlsx(sheets: readonly SheetToWrite[]): Readable {
  const zip = new ZipFile();
  const add = (part: string, text: string): void => zip.addBuffer(Buffer.from(text), part);
  add('[Content_Types].xml', CONTENT_TYPES(sheets.length));
  add('_rels/.rels', RELATIONS);
  add('xl/workbook.xml', workbookXml(sheets.map(({ name }) => escapeText(name))));
  add('xl/_rels/workbook.xml.rels', workbookRelations(sheets.length));
  add('xl/styles.xml', STYLES);
  const output = zip.outputStream as Readable;
  sheets.forEach((sheet, index) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, (take) => {
      const xml = Readable.from(sheetXml(sheet));
      // Whoever reads the file must see that it is cut off, not wait for ever.
      xml.on('error', (error) => output.destroy(error));
      output.on('close', () => xml.destroy());
      take(null, xml);
    });
  });
  zip.end();
  return output;
}

async function* sheetXml({ rows, headings, frozen = 0 }: SheetToWrite): AsyncGenerator<string> {
  let piece = `${SHEET_HEAD}${frozen > 0 ? pane(frozen) : ''}<sheetData>`;
  let number = 0;
  for await (const cells of rows) {
    number += 1;
    piece += rowXml(number, cells, number <= headings);
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}</sheetData></worksheet>`;
}

function rowXml(number: number, cells: readonly Cell[], heading: boolean): string {
  const written = cells.map((cell, index) => cellXml(`${columnLetters(index)}${number}`, cell, heading));
  return `<row r="${number}">${written.join('')}</row>`;
}

/** Texts are texts by their type: no spreadsheet takes them for a formula, also when somebody edits the cell. */
function cellXml(place: string, cell: Cell, heading: boolean): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'object')
    return `<c r="${place}" s="${styleOfDay(cell.serial)}"><v>${cell.serial}</v></c>`;
  const style = heading ? STYLE.heading : STYLE.text;
  const text = escapeText(keepApostrophe(cell));
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

function styleOfDay(serial: number): number {
  return Number.isInteger(serial) ? STYLE.day : STYLE.instant;
}

const SHEET_HEAD =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';

function pane(rows: number): string {
  return `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${rows}" topLeftCell="A${rows + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
}
