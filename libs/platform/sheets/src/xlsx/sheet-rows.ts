import { SilianError } from '#core/kernel';
import type { Cell, SheetRow } from '../cell.js';
import { CELL_LENGTH_MAX, MERGES_MAX, SHEET_COLUMNS_MAX } from '../limits.js';
import { restore } from '../neutral.js';
import { SERIAL_OF_1904 } from '../serial.js';
import { unescapeText } from './escapes.js';
import type { SharedTexts } from './shared-texts.js';
import { TextRuns } from './text-runs.js';
import type { Workbook } from './workbook.js';
import type { XmlHandlers } from './xml.js';

/** Spreadsheets compute with fifteen digits and write the noise behind them: 0.1 + 0.2 is 0.30000000000000004. */
const DIGITS = 15;

/** Collects the rows of a sheet's XML. Empty cells at a row's end are left out, rows without any value too. */
export class SheetRows implements XmlHandlers {
  /** Ranges such as `A1:C1`, in the order of the file. */
  readonly merges: string[] = [];
  private rows: SheetRow[] = [];
  private number = 0;
  private column = 0;
  private cells: Cell[] = [];
  private type = '';
  private style = 0;
  private value = '';
  private inValue = false;
  private readonly runs = new TextRuns();

  constructor(
    private readonly part: string,
    private readonly workbook: Workbook,
    private readonly texts: SharedTexts,
  ) {}

  /** What has been completed since the last call. */
  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') this.openRow(attributes['r']);
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'v') this.inValue = true;
    else if (name === 'mergeCell') this.merge(attributes['ref'] ?? '');
    else this.runs.open(name);
  }

  close(name: string): void {
    if (name === 'row') this.closeRow();
    else if (name === 'c') this.closeCell();
    else if (name === 'v') this.inValue = false;
    else this.runs.close(name);
  }

  text(text: string): void {
    if (this.inValue) this.value += text;
    else this.runs.add(text);
  }

  private openRow(at: string | undefined): void {
    const number = at === undefined ? this.number + 1 : Number(at);
    if (!Number.isSafeInteger(number) || number <= this.number) throw this.damaged();
    this.number = number;
    this.column = -1;
    this.cells = [];
  }

  private closeRow(): void {
    if (this.cells.length > 0) this.rows.push({ number: this.number, cells: this.cells });
  }

  private openCell({ r: at, t: type = 'n', s: style = '0' }: Readonly<Record<string, string>>): void {
    const column = at === undefined ? this.column + 1 : columnOf(at);
    if (column === undefined || column <= this.column) throw this.damaged();
    this.column = column;
    this.type = type;
    this.style = Number(style);
    this.value = '';
    this.runs.take();
  }

  private closeCell(): void {
    const cell = this.cell();
    if (cell === null) return;
    if (this.column >= SHEET_COLUMNS_MAX) {
      throw new SilianError('sheet_columns_max', { row: this.number, limit: SHEET_COLUMNS_MAX });
    }
    if (typeof cell === 'string' && cell.length > CELL_LENGTH_MAX) {
      throw new SilianError('sheet_cell_too_long', { row: this.number, limit: CELL_LENGTH_MAX });
    }
    while (this.cells.length < this.column) this.cells.push(null);
    this.cells.push(cell);
  }

  private cell(): Cell {
    if (this.type === 'inlineStr') return text(this.runs.take());
    if (this.value === '') return null;
    switch (this.type) {
      case 's':
        return this.shared(Number(this.value));
      case 'b':
        return this.value === '1' || this.value === 'true';
      case 'n':
        return this.numeric(Number(this.value));
      default:
        // The result of a formula, an error such as #N/A, or a day as text.
        return text(this.value);
    }
  }

  private shared(index: number): Cell {
    const found = this.texts.at(index);
    if (found === undefined) throw this.damaged();
    return text(found);
  }

  private numeric(value: number): Cell {
    if (!Number.isFinite(value)) throw this.damaged();
    const number = Number(value.toPrecision(DIGITS));
    if (!this.workbook.dayStyles.has(this.style)) return number;
    return { serial: this.workbook.from1904 ? number + SERIAL_OF_1904 : number };
  }

  private merge(range: string): void {
    if (this.merges.length >= MERGES_MAX) throw this.damaged();
    this.merges.push(range);
  }

  private damaged(): SilianError {
    return new SilianError('sheet_damaged', { part: this.part });
  }
}

function text(value: string): Cell {
  return value === '' ? null : restore(unescapeText(value));
}

/** `AB12` → 27. */
function columnOf(place: string): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(place)?.[1];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
