import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readUnitTable } from './unit-table.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'silian-units-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function read(text: string): Promise<unknown[]> {
  const file = join(directory, 'units.csv');
  await writeFile(file, text);
  return Readable.from(readUnitTable(file)).toArray();
}

describe('table of units', () => {
  it('finds the columns by name, in any order and among others', async () => {
    expect(await read('\ufeffName,note,CODE\r\n"晋城,市",x,1405\r\n')).toEqual([
      { line: 2, code: '1405', name: '晋城,市' },
    ]);
    expect(await read('code,name,level\n1405,晋城市,city')).toEqual([
      { line: 2, code: '1405', name: '晋城市', level: 'city' },
    ]);
  });

  it.each([
    ['', 1, 'the file is empty'],
    ['\n\n', 1, 'the file is empty'],
    ['1405,晋城市\n', 1, 'the header has no column code'],
    ['\ncode,level\n', 2, 'the header has no column name'],
    ['code,name,code\n', 1, 'column code is there twice'],
    ['code,name\n1405,晋城市\n140502\n', 3, 'the header has 2 columns, this row has 1'],
    ['code,name\n1405,晋城市,city\n', 2, 'the header has 2 columns, this row has 3'],
  ])('refuses %j', async (text, line, rule) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'units_file_invalid', params: { line, rule } });
  });

  it('says that a file cannot be read', async () => {
    const nowhere = Readable.from(readUnitTable(join(directory, 'nowhere.csv'))).toArray();
    await expect(nowhere).rejects.toMatchObject({ params: { rule: 'the file cannot be read (ENOENT)' } });
    const folder = Readable.from(readUnitTable(directory)).toArray();
    await expect(folder).rejects.toMatchObject({ params: { rule: 'the file cannot be read (EISDIR)' } });
  });
});
