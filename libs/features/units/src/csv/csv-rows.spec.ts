import { Readable } from 'node:stream';
import fc from 'fast-check';
import { readCsvRows, type CsvRow } from './csv-rows.js';
import { readTextLines } from './text-lines.js';

function rowsOf(text: string, chunkBytes = 7): Promise<CsvRow[]> {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  return Readable.from(readCsvRows(readTextLines(Readable.from(chunks)))).toArray();
}

/** As RFC 4180 says: a field with a comma, a quote or a line break is quoted, others may be. */
function write(rows: readonly (readonly string[])[], end: string, quoteAll: boolean): string {
  const field = (text: string, alone: boolean): string =>
    quoteAll || /[",\r\n]/.test(text) || (alone && text === '') ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => row.map((text) => field(text, row.length === 1)).join(',') + end).join('');
}

const FIELD = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\r\n', '晋', 'a', ' '), maxLength: 12 }),
);

describe('CSV', () => {
  it('reads back whatever was written, however it is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(FIELD, { minLength: 1, maxLength: 5 }), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.integer({ min: 1, max: 40 }),
        async (rows, end, quoteAll, chunkBytes) => {
          // A byte order mark at the very start is no part of the first field.
          fc.pre(!rows[0]?.[0]?.startsWith('\ufeff'));
          const read = await rowsOf(write(rows, end, quoteAll), chunkBytes);
          expect(read.map((row) => row.fields)).toEqual(rows);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('says on which line a row begins, past quoted line breaks and blank lines', async () => {
    const rows = await rowsOf('a,b\n"x\n""y""\r\nz",1\n\n\r\n2,3');
    expect(rows).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['x\n"y"\r\nz', '1'] },
      { line: 7, fields: ['2', '3'] },
    ]);
  });

  it.each([
    ['a,b\n1,"x\n2,y\n', 2, 'a quote is not closed'],
    ['a,b\n1,2\n3,x"y"\n', 3, 'a quote stands where none may be'],
    ['a,b\n"x"y,2\n', 2, 'a quote stands where none may be'],
    [`a\n"${'x\n'.repeat(40_000)}"\n`, 2, 'the row is longer than 65536 characters'],
  ])('refuses %j', async (text, line, rule) => {
    await expect(rowsOf(text, 4_096)).rejects.toMatchObject({ params: { line, rule } });
  });
});
