export {
  columnLetters,
  isBlank,
  SHEET_FORMATS,
  type Cell,
  type SerialDay,
  type SheetFormat,
  type SheetRow,
} from './cell.js';
export { SHEET_BYTES_MAX } from './limits.js';
export { dayOfSerial, serialOfDay } from './serial.js';
export { identifySheet, readSheet, type SheetFile } from './read-sheet.js';
export { SHEET_MEDIA_TYPES, writeSheet } from './write-sheet.js';
export type { SheetToWrite } from './xlsx/write-xlsx.js';
