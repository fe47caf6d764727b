import { readFileSync } from 'node:fs';
import { loadCatalogue, validateEntry } from '#core/catalogue';
import { createRandom } from '../synthetic/index.js';
import { DEMO_UNITS } from '../fleet/index.js';
import { Book } from './book.js';
import { allUnits, chooseUnits } from './chosen-units.js';
import { CORRECTABLE_TYPES, corrected } from './corrections.js';
import { planRecords } from './record-plan.js';
import { RecordSource, type NewRecord } from './record-source.js';
import { readTree } from './tree.js';

const FILE = new URL('../../../../data/catalogue/jincheng-2005.json', import.meta.url);
const catalogue = loadCatalogue(JSON.parse(readFileSync(FILE, 'utf8')));
const tree = await readTree();
const units = chooseUnits(tree, DEMO_UNITS);

function sample(count: number, seed = 7): readonly NewRecord[] {
  const source = new RecordSource(catalogue, allUnits(units), seed);
  return planRecords(catalogue, units, count).map(({ type, unit }) => source.next(type, unit));
}

describe('the units', () => {
  it('are those with a node, and hosted ones of all districts', () => {
    const codes = allUnits(units).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining([...DEMO_UNITS]));
    expect(new Set(codes).size).toBe(codes.length);
    const districts = new Set(units.community.map(({ code }) => code.slice(0, 6)));
    expect(districts.size).toBe(6);
  });
});

describe('a sample', () => {
  it.each([200, 2_040])('of %i records has that many, of all types', (count) => {
    const records = sample(count);
    expect(records).toHaveLength(count);
    expect(new Set(records.map(({ type }) => type)).size).toBe(31);
  });

  it('is sound and points only to what was made before', () => {
    const made = new Set<string>();
    for (const record of sample(6_000)) {
      const type = catalogue.types.get(record.type);
      expect(type && validateEntry(type, record, { today: '2200-01-01', catalogue }).errors).toEqual([]);
      const targets = type?.fields
        .filter(({ ref }) => ref !== undefined)
        .map(({ name }) => record.fields[name]);
      expect(targets?.filter((id) => typeof id === 'string' && !made.has(id))).toEqual([]);
      made.add(record.record);
    }
    expect(made.size).toBe(6_000);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(sample(300)).toEqual(sample(300));
    expect(sample(300, 8)).not.toEqual(sample(300));
  });
});

describe('corrections', () => {
  const random = createRandom(1);
  const book = new Book();
  for (const record of sample(6_000)) book.add(record);

  it.each(CORRECTABLE_TYPES)('of %s change something and stay sound, also when repeated', (code) => {
    const type = catalogue.types.get(code);
    for (const record of book.live.filter((candidate) => candidate.type === code)) {
      const once = corrected(record, random);
      const twice = corrected({ ...record, fields: once }, random);
      expect(once).not.toEqual(record.fields);
      for (const fields of [once, twice]) {
        const { errors } = type
          ? validateEntry(type, { ...record, fields }, { today: '2200-01-01', catalogue })
          : { errors: ['no such type'] };
        expect(errors).toEqual([]);
      }
    }
  });
});

describe('the book', () => {
  const [first, second] = sample(2);
  if (!first || !second) throw new TypeError('a sample of two has two');

  it('counts live records and entries of a subtree', () => {
    const book = new Book();
    [first, second].forEach((record) => book.add(record));
    const [booked] = book.live;
    if (!booked) throw new TypeError('what was added is live');
    book.correct(booked, { ...booked.fields });
    book.remove(second as typeof booked);
    expect([book.liveIn('1405'), book.entriesIn('1405'), book.liveIn('9999')]).toEqual([1, 4, 0]);
    expect(book.live).toEqual([expect.objectContaining({ record: first.record, version: 2 })]);
  });
});
