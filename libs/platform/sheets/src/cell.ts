/** A day or an instant as spreadsheets keep it: days since 30 December 1899, the time of day as a fraction. */
export interface SerialDay {
  readonly serial: number;
}

/** What one cell holds. null: nothing. A CSV file knows texts only. */
export type Cell = string | number | boolean | SerialDay | null;

export interface SheetRow {
  /** The row's place in the sheet, from 1, as a spreadsheet shows it. */
  readonly number: number;
  readonly cells: readonly Cell[];
}

export const SHEET_FORMATS = ['csv', 'xlsx'] as const;
export type SheetFormat = (typeof SHEET_FORMATS)[number];

/** A cell with nothing to be seen in it. */
export function isBlank(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
}

/** The letters over a column, from 0: A, B, … Z, AA. */
export function columnLetters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}
