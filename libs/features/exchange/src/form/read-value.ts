import type { EnumValue, Field } from '#core/catalogue';
import { dayOfSerial, isBlank, type Cell } from '#platform/sheets';

const TRUE_WORDS = new Set(['是', '有', '对', '真', '√', '✓', 'true', 'yes', 'y', '1']);
const FALSE_WORDS = new Set(['否', '无', '没有', '错', '假', '×', 'false', 'no', 'n', '0']);
const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/;
const COMPACT_DAY = /^(\d{4})(\d{2})(\d{2})$/;
const INSTANT =
  /^(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)[T\s]\s*(\d{1,2})[:时](\d{2})(?:[:分](\d{2})秒?|分)?$/;
const NUMBER = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?$/;
/** Numbers with more digits have lost some of them before they came here. */
const EXACT_NUMBER_MAX = 1e15;
/** Days that a serial number can stand for: 1900-03-01 to 2199-12-31. Larger ones are days without marks, as 20060102. */
const SERIAL_MIN = 61;
const SERIAL_MAX = 109_574;

export interface ValueContext {
  /** The words of the field's code list. */
  readonly list: readonly EnumValue[];
  /** Offset of the node's zone, such as +08:00, for times that do not say theirs. */
  readonly offset: string;
}

/**
 * A cell as the records API takes it. What cannot be understood is passed on as it is: the rules for records say what is
 * wrong with it, in the same words as to everybody. undefined: not set.
 */
export function readValue(field: Field, cell: Cell | undefined, context: ValueContext): unknown {
  if (cell === undefined || isBlank(cell)) return undefined;
  switch (field.type) {
    case 'string':
    case 'text':
      return textOf(cell);
    case 'reference':
      return trimmed(cell).toLowerCase();
    case 'region':
      return trimmed(cell);
    case 'integer':
    case 'decimal':
    case 'money':
      return numberOf(cell);
    case 'boolean':
      return booleanOf(cell);
    case 'date':
      return dayOf(cell) ?? trimmed(cell);
    case 'datetime':
      return instantOf(cell, context.offset);
    case 'enum':
      return codeOf(trimmed(cell), context.list);
  }
}

/** Text as it stands there; a number as its digits, but only where none of them can have been lost. */
function textOf(cell: Cell): unknown {
  if (typeof cell === 'number' && Math.abs(cell) >= EXACT_NUMBER_MAX) return cell;
  return typeof cell === 'string' ? cell : trimmed(cell);
}

export function trimmed(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? dayOfSerial(cell) : String(cell).trim();
}

function numberOf(cell: Cell): unknown {
  if (typeof cell !== 'string') return cell;
  const text = cell.normalize('NFKC').trim();
  return NUMBER.test(text) ? Number(text.replaceAll(',', '')) : cell;
}

function booleanOf(cell: Cell): unknown {
  if (typeof cell === 'boolean') return cell;
  const word = trimmed(cell).normalize('NFKC').toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : word;
}

/** `YYYY-MM-DD` for a day in any of the usual forms, or a serial number; undefined for anything else. */
export function dayOf(cell: Cell): string | undefined {
  if (cell !== null && typeof cell === 'object') return dayOfSerial(cell).slice(0, 10);
  const text = trimmed(cell).normalize('NFKC');
  const [, year, month, day] = DAY.exec(text) ?? COMPACT_DAY.exec(text) ?? [];
  if (year && month && day) return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const serial = NUMBER.test(text) ? Number(text) : Number.NaN;
  return serial >= SERIAL_MIN && serial < SERIAL_MAX ? dayOfSerial({ serial }).slice(0, 10) : undefined;
}

function instantOf(cell: Cell, offset: string): string {
  const text = trimmed(cell).normalize('NFKC');
  const [, date, hour, minute, second = '00'] = INSTANT.exec(text) ?? [];
  if (date && hour && minute)
    return `${dayOf(date) ?? date}T${hour.padStart(2, '0')}:${minute}:${second}${offset}`;
  const day = dayOf(cell);
  return day === undefined ? text : `${day}T00:00:00${offset}`;
}

/** By code first: a word of one value may be the code of another. */
function codeOf(word: string, list: readonly EnumValue[]): string {
  const same = (text: string): boolean => text.toLowerCase() === word.toLowerCase();
  const found =
    list.find(({ value }) => value === word) ??
    list.find(({ zh }) => zh === word) ??
    list.find(({ en }) => same(en));
  return found?.value ?? word;
}
