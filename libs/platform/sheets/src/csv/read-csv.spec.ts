import { rowsOf } from '../testing/files.js';

/** GB18030, as spreadsheets in China save CSV. */
const GB18030 = Buffer.from([0xbd, 0xfa, 0xb3, 0xc7, 0x2c, 0x31, 0x0a]);

describe('a CSV file', () => {
  it.each([
    ['UTF-8', Buffer.from('晋城,1\n')],
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff晋城,1\n')],
    ['GB18030', GB18030],
    ['UTF-16 with tabs', Buffer.from('\ufeff晋城\t1\r\n', 'utf16le')],
    ['semicolons', Buffer.from('晋城;1\r')],
    ['quotes', Buffer.from('"晋城","1"')],
  ])('is read from %s', async (_, bytes) => {
    expect((await rowsOf(bytes)).map((row) => row.cells)).toEqual([['晋城', '1']]);
  });

  it('numbers its rows as a spreadsheet shows them, blank ones included', async () => {
    const rows = await rowsOf('a,b\n\n,\n"x\ny",1\n');
    expect(rows).toEqual([
      { number: 1, cells: ['a', 'b'] },
      { number: 4, cells: ['x\ny', '1'] },
    ]);
  });

  it.each([
    ['a quote that nobody closes', 'a,b\n1,"x\n2,y\n', { code: 'sheet_quote_open', params: { row: 2 } }],
    [
      'a quote that swallows the file',
      `a\n"${'x\n'.repeat(600_000)}`,
      { code: 'sheet_quote_open', params: { row: 2 } },
    ],
    ['bytes of no encoding', Buffer.from([0x61, 0xff, 0xff, 0x0a]), { code: 'sheet_encoding' }],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]),
      { code: /sheet_(encoding|format_unknown)/ },
    ],
    ['a NUL', 'a,b\n1,\0\n', { code: 'sheet_format_unknown' }],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), { code: 'sheet_legacy' }],
    ['nothing', '', { code: 'sheet_empty' }],
    [
      'a row without end of columns',
      `${','.repeat(300)}x\n`,
      { code: 'sheet_columns_max', params: { row: 1 } },
    ],
    [
      'a row of long cells',
      `${'x'.repeat(30_000)},`.repeat(3),
      { code: 'sheet_row_too_long', params: { row: 1 } },
    ],
    ['a cell without end', `${'x'.repeat(40_000)}\n`, { code: 'sheet_cell_too_long', params: { row: 1 } }],
  ])('is refused with %s', async (_, content, error) => {
    const refusal = await rowsOf(content).catch((thrown: unknown) => thrown);
    const { code, ...rest } = error;
    expect(refusal).toMatchObject(rest);
    expect((refusal as { code: string }).code).toMatch(code);
  });

  it('does not repeat its text in an error', async () => {
    const refusal = (await rowsOf('a\n"140502199001011234').catch((thrown: unknown) => thrown)) as Error;
    expect(JSON.stringify([refusal.message, refusal.cause, refusal])).not.toContain('140502199001011234');
  });
});
