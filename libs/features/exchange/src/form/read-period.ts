import type { PeriodKind } from '#core/kernel';
import type { Cell } from '#platform/sheets';
import { dayOf, trimmed } from './read-value.js';

const NUMERALS: Readonly<Record<string, string>> = { 一: '1', 二: '2', 三: '3', 四: '4' };
const YEAR = /^(\d{4})\s*年?度?$/;
const QUARTER = /^(\d{4})\s*年?\s*[-/.]?\s*第?\s*[Qq]?\s*([1-4一二三四])\s*(?:季度?)?$/;
const MONTH = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$/;

/** The period in the form of the records API, `2006`, `2006-Q1` or `2006-01`; anything else as it is. */
export function readPeriod(kind: PeriodKind, cell: Cell): string {
  const text = trimmed(cell).normalize('NFKC');
  if (kind === 'year') return YEAR.exec(text)?.[1] ?? text;
  if (kind === 'quarter') {
    const [, year, quarter = ''] = QUARTER.exec(text) ?? [];
    return year === undefined ? text : `${year}-Q${NUMERALS[quarter] ?? quarter}`;
  }
  const [, year, month = ''] = MONTH.exec(text) ?? [];
  if (year !== undefined) return `${year}-${month.padStart(2, '0')}`;
  // Spreadsheets make a day of "2006-1" as soon as it is typed.
  return dayOf(cell)?.slice(0, 7) ?? text;
}
