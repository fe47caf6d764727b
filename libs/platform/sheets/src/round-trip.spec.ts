import fc from 'fast-check';
import type { Cell } from './cell.js';
import { dayOfSerial, serialOfDay } from './serial.js';
import { rowsOf } from './testing/files.js';
import { writeSheet } from './write-sheet.js';

const TEXT = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      '"',
      ',',
      ';',
      '_x0041_',
      '1',
      '晋',
      '\uff1d',
      '\uff20',
      ' ',
    ),
    maxLength: 8,
  }),
);
/** XML cannot hold control characters as they are; a CSV file with a NUL is no text. */
const ANY_TEXT = fc.oneof(TEXT, fc.string({ unit: 'binary', maxLength: 12 }));
const DAY = fc
  .date({ min: new Date('1900-03-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const NUMBER = fc.oneof(
  fc.integer(),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => Number(value.toFixed(6)) + 0),
);

/** Rows as they are read: without what is empty at their end, and without those that are empty. */
const plain = (rows: readonly (readonly Cell[])[]): Cell[][] =>
  rows
    .map((row) => row.map((cell) => (cell === '' ? null : cell)))
    .map((row) => row.slice(0, row.findLastIndex((cell) => cell !== null) + 1))
    .filter((row) => row.length > 0);

describe('what is written is read again', () => {
  it('as CSV, every text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(TEXT, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(',', ';', '\t'),
        async (rows, delimiter) => {
          // The first row tells the delimiter, as headings do.
          const sheet = [['甲', '乙', '丙'], ...rows];
          const read = await rowsOf(writeSheet('csv', [{ name: 's', rows: sheet, headings: 1 }], delimiter));
          expect(plain(read.map((row) => row.cells))).toEqual(plain(sheet));
        },
      ),
      { numRuns: 200 },
    );
  }, 30_000);

  it('as XLSX, every text, number, truth and day', async () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      ANY_TEXT,
      NUMBER,
      fc.boolean(),
      DAY.map((day) => serialOfDay(day) as Cell),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 6 }), async (rows) => {
        const sheet = [['标题'], ...rows];
        const read = await rowsOf(writeSheet('xlsx', [{ name: '表', rows: sheet, headings: 1 }]));
        expect(plain(read.map((row) => row.cells))).toEqual(plain(sheet));
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it('keeps each day the same', () => {
    fc.assert(fc.property(DAY, (day) => expect(dayOfSerial(serialOfDay(day) ?? { serial: 0 })).toBe(day)));
    expect(serialOfDay('2006-01-02')).toEqual({ serial: 38719 });
    expect(serialOfDay('1900-02-28')).toBeUndefined();
    expect(dayOfSerial({ serial: 38719.5 })).toBe('2006-01-02 12:00:00');
  });
});

describe('a text that looks like a formula', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1", '\uff1d1', "=cmd|' /C calc'!A0"])(
    'begins %j with an apostrophe in CSV',
    async (text) => {
      const written = String(await writeSheet('csv', [{ name: 's', rows: [[text]], headings: 0 }]).toArray());
      expect(written.replace(/^\ufeff"?/, '').startsWith("'")).toBe(true);
    },
  );

  it('is told from a negative number', async () => {
    const written = String(
      await writeSheet('csv', [{ name: 's', rows: [[-5, '-5']], headings: 0 }]).toArray(),
    );
    expect(written).toBe("\ufeff-5,'-5\r\n");
  });

  it('is no formula in XLSX whatever it begins with', async () => {
    const bytes = Buffer.concat(
      await writeSheet('xlsx', [{ name: 's', rows: [['=1+1']], headings: 0 }]).toArray(),
    );
    const [row] = await rowsOf(bytes);
    expect(row?.cells).toEqual(['=1+1']);
  });
});
