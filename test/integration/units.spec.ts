import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  ensureUnits,
  UNITS_VALID_FROM,
  loadUnits,
  unitLinesOf,
  UnitTree,
  type UnitLine,
} from '#features/units';
import { Clock, type NodeConfig } from '#platform/config';
import { correctUnit, findUnit, openDatabase, type Database } from '#platform/storage';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const TODAY = '2026-03-01';
const GOOD: readonly UnitLine[] = [
  { line: 2, code: '1405', name: '晋城市', level: 'city' },
  { line: 3, code: '140502', name: '城区', level: 'district' },
  { line: 4, code: '140502001', name: '东街街道', level: 'street' },
  { line: 5, code: '140502001001', name: '东关社区', level: 'community' },
];

class FixedClock extends Clock {
  override today(): string {
    return TODAY;
  }
}

const clock = new FixedClock({ timeZone: 'Asia/Shanghai' } as NodeConfig);
const options = { validFrom: TODAY, root: '1405' };
const asStream = (lines: readonly UnitLine[]): AsyncIterable<UnitLine> => Readable.from(lines);

let server: TestDatabase;
let database: Database;
let tree: UnitTree;
let directory: string;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await openDatabase(server.url);
  directory = await mkdtemp(join(tmpdir(), 'silian-units-'));
});
afterAll(async () => {
  await database.close();
  await server.drop();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  await database.sql.query('TRUNCATE unit');
  tree = new UnitTree(database, clock);
});
afterEach(() => tree.onModuleDestroy());

describe('units that ship with the product', () => {
  it('fill an empty database and are left alone afterwards', async () => {
    const counts = { city: 1, district: 6, street: 77, community: 1_729 };
    expect(await ensureUnits(database, { root: '140521100201' })).toEqual(counts);
    expect(await ensureUnits(database, { root: '1405' })).toBeUndefined();
    await tree.reload();
    expect(tree.size).toBe(1_813);
    expect(tree.root).toMatchObject({
      code: '1405',
      name: '晋城市',
      level: 'city',
      validFrom: UNITS_VALID_FROM,
    });
    const communities = tree.subtree('1405').filter(({ level }) => level === 'community');
    expect(communities.filter(({ kind }) => kind === 'urban')).toHaveLength(181);
    expect(communities.filter(({ kind }) => kind === 'rural')).toHaveLength(1_548);
    expect(tree.require('140521100')).toMatchObject({ seat: true, streetKind: 'town', kind: null });
    expect(tree.require('140525100')).toMatchObject({ seat: false });
    expect(tree.children('140502')).toHaveLength(8);
    expect(tree.path('140502001001').map(({ level }) => level)).toEqual([
      'city',
      'district',
      'street',
      'community',
    ]);
  });

  it('are loaded once by replicas that start together', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => ensureUnits(database, { root: '1405' })));
    expect(outcomes.filter((counts) => counts !== undefined)).toHaveLength(1);
    await tree.reload();
    expect(tree.size).toBe(1_813);
  });

  it('do not serve a node of another city', async () => {
    const other = ensureUnits(database, { root: '330102' });
    await expect(other).rejects.toMatchObject({
      params: { line: 2, rule: 'the tree begins at 1405 and has no unit 330102: set UNITS_FILE' },
    });
  });
});

describe('a units file', () => {
  it('stores nothing where its last line is broken', async () => {
    const file = join(directory, 'broken.csv');
    const rows = Array.from(
      { length: 2_500 },
      (_, i) => `140502001${String(i % 1_000).padStart(3, '0')},某村`,
    );
    await writeFile(file, ['code,name', '1405,晋城市', '140502,城区', '140502001,东街', ...rows].join('\n'));
    const load = loadUnits(database, unitLinesOf('silian', file, '1405'), options);
    await expect(load).rejects.toMatchObject({
      code: 'units_file_invalid',
      params: { line: 1_005, rule: 'code 140502001000 is on line 5 already' },
    });
    await tree.onModuleInit();
    expect(tree.size).toBe(0);
    expect(() => tree.root).toThrow(/empty/);
  });

  it('stores nothing where a parent is missing', async () => {
    const orphan = { line: 6, code: '140502002001', name: '西关社区' };
    await expect(loadUnits(database, asStream([...GOOD, orphan]), options)).rejects.toMatchObject({
      params: { line: 6, rule: 'parent 140502002 of 140502002001 is not in the file' },
    });
    expect(await findUnit(database.sql, '1405', TODAY)).toBeUndefined();
  });

  it('keeps corrections when it is loaded again with new names', async () => {
    await loadUnits(database, asStream(GOOD), options);
    await correctUnit(database.sql, '140502001001', { kind: 'rural' });
    await correctUnit(database.sql, '140502001', { seat: true });
    const renamed = GOOD.map((unit) => ({ ...unit, name: `新${unit.name}` }));
    await loadUnits(database, asStream(renamed), { ...options, validFrom: '2026-02-01' });
    await tree.reload();
    expect(tree.require('140502001001')).toMatchObject({
      name: '新东关社区',
      kind: 'rural',
      validFrom: TODAY,
    });
    expect(tree.require('140502001')).toMatchObject({ name: '新东街街道', seat: true });
  });

  it('is refused for a second tree in the same database', async () => {
    await loadUnits(database, asStream(GOOD), options);
    const other = loadUnits(database, asStream([]), { validFrom: TODAY, root: '50' });
    await expect(other).rejects.toMatchObject({ code: 'units_file_invalid' });
  });
});

describe('the tree in memory', () => {
  it('tells a malformed code from an unknown one', async () => {
    await loadUnits(database, asStream(GOOD), options);
    await tree.reload();
    expect(() => tree.require('14050')).toThrow(expect.objectContaining({ code: 'unit_code_invalid' }));
    expect(() => tree.require('140599')).toThrow(expect.objectContaining({ code: 'unit_unknown' }));
    expect(tree.find('140599')).toBeUndefined();
  });

  it('does not show a unit before its day', async () => {
    await loadUnits(database, asStream(GOOD.slice(0, 3)), options);
    await loadUnits(database, asStream(GOOD), { ...options, validFrom: '2026-03-02' });
    await tree.reload();
    expect(tree.size).toBe(3);
  });
});
