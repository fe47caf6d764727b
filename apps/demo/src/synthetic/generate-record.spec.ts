import { readFileSync } from 'node:fs';
import { loadCatalogue, naturalKeyOf, validateEntry, type RecordType } from '#core/catalogue';
import type { Level } from '#core/kernel';
import {
  createRandom,
  createRefPool,
  generateRecord,
  MARKED_FIELDS,
  SYNTHETIC_MARK,
  typesFor,
  type SyntheticRecord,
  type SyntheticUnit,
} from './index.js';

const FILE = new URL('../../../../data/catalogue/jincheng-2005.json', import.meta.url);
const catalogue = loadCatalogue(JSON.parse(readFileSync(FILE, 'utf8')));
/** Said about a report that is there: it cannot be made up by itself. */
const NOT_GENERATED = ['report-completion'];
const TYPES = [...catalogue.types.values()].filter(({ code }) => !NOT_GENERATED.includes(code));
const SPAN = { from: '2005-01-01', to: '2007-12-31' };
const COUNT = 200;

const CODES: Readonly<Record<Level, string>> = {
  city: '1405',
  district: '140502',
  street: '140502001',
  community: '140502001001',
};

function unitFor(type: RecordType, index: number): SyntheticUnit {
  const level = type.enteredAt[0] ?? 'community';
  // There is one profile per community, so each needs a community of its own.
  const code = type.naturalKey.join() === 'region' ? String(140502001001 + index) : CODES[level];
  return { code, name: '凤鸣社区', level };
}

const KNOWN_ID = '0190b5c7-3f5e-7c1a-9d2b-0000000000aa';

/** 200 records of a type, with records to point to or without any. */
function generate(type: RecordType, withRefs: boolean, seed = 7): SyntheticRecord[] {
  const refs = createRefPool();
  if (withRefs) for (const { code } of TYPES) refs.add(code, '1405', KNOWN_ID);
  const random = createRandom(seed);
  return Array.from({ length: COUNT }, (_, index) =>
    generateRecord(catalogue, type.code, { unit: unitFor(type, index), random, span: SPAN, refs, index }),
  );
}

describe.each(TYPES.map((type) => [type.code, type] as const))('%s', (code, type) => {
  it.each([
    ['without records to point to', false],
    ['with records to point to', true],
  ])('is always valid, %s', (_how, withRefs) => {
    const failures = generate(type, withRefs).flatMap((record) => {
      const { errors } = validateEntry(type, record, { today: '2200-01-01', catalogue });
      return errors.map((error) => error.message.en);
    });
    expect(failures).toEqual([]);
  });

  it('never repeats a natural key', () => {
    const keys = generate(type, false).map((record) => {
      const { fields } = validateEntry(type, record, { today: '2200-01-01', catalogue });
      return naturalKeyOf(type, { unit: record.unit, period: record.period, fields });
    });
    const expected = type.naturalKey.length === 0 ? 0 : COUNT;
    expect(new Set(keys.filter((key) => key !== undefined)).size).toBe(expected);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(generate(type, true)).toEqual(generate(type, true));
    expect(generate(type, true, 8)).not.toEqual(generate(type, true));
  });

  it('carries the mark in every record, or has no text that is always there', () => {
    const field = MARKED_FIELDS[code];
    if (field !== undefined) {
      const unmarked = generate(type, false).filter(
        ({ fields }) => !String(fields[field]).includes(SYNTHETIC_MARK),
      );
      expect(unmarked).toEqual([]);
      return;
    }
    const texts = type.fields.filter(({ type: kind, required }) => kind === 'string' && required);
    expect(texts).toEqual([]);
  });

  it('takes values from all over its code lists', () => {
    const records = generate(type, true);
    for (const field of type.fields.filter(({ type: kind, derived }) => kind === 'enum' && !derived)) {
      const used = new Set(records.map(({ fields }) => fields[field.name]));
      used.delete(undefined);
      const listed = catalogue.enums.get(field.enum ?? '')?.length ?? 0;
      expect([field.name, used.size]).toEqual([field.name, Math.max(used.size, Math.ceil(listed * 0.6))]);
    }
  });
});

describe('references', () => {
  it('point to records of the right type, of the unit itself or of one above', () => {
    const refs = createRefPool();
    refs.add('plan', '1405', 'city-plan');
    refs.add('plan', '140502', 'district-plan');
    refs.add('plan', '140581', 'elsewhere');
    const random = createRandom(1);
    expect(refs.pick('plan', '140502001001', random)).toBe('district-plan');
    expect(refs.pick('plan', '140521', random)).toBe('city-plan');
    expect(refs.pick('unit', '140502001001', random)).toBeUndefined();
    expect(refs.pick('plan', '500101', random)).toBeUndefined();
  });

  it('are used where records exist', () => {
    for (const type of TYPES.filter(({ fields }) => fields.some((field) => field.ref !== undefined))) {
      const used = generate(type, true).filter(({ fields }) => Object.values(fields).includes(KNOWN_ID));
      expect([type.code, used.length > 10]).toEqual([type.code, true]);
    }
  });
});

describe('reports', () => {
  const budget = catalogue.types.get('budget');

  it('stay within the span as long as its periods last', () => {
    const report = catalogue.types.get('security-report');
    const periods = report ? generate(report, false).map(({ period }) => period) : [];
    expect(periods.slice(0, 2)).toEqual(['2005-01', '2005-02']);
    expect(periods[35]).toBe('2007-12');
  });

  it('give every budget line its years before a further year begins', () => {
    const lines = (budget ? generate(budget, false) : []).map(({ period, fields }) => [
      period,
      fields['purpose'],
      fields['source'],
    ]);
    expect(lines.slice(0, 4)).toEqual([
      ['2005', 'leading-office', 'city-budget'],
      ['2006', 'leading-office', 'city-budget'],
      ['2007', 'leading-office', 'city-budget'],
      ['2005', 'committee-work', 'city-budget'],
    ]);
    expect(lines[168]?.[0]).toBe('2008');
  });

  it('keep the stocks of one unit from jumping between periods', () => {
    const type = catalogue.types.get('population-report');
    const households = (type ? generate(type, false) : []).map(({ fields }) => Number(fields['households']));
    const jumps = households.slice(1).map((value, index) => Math.abs(value / (households[index] ?? 0) - 1));
    expect(Math.max(...jumps)).toBeLessThan(0.02);
    expect(households[11]).toBeGreaterThan(households[0] ?? 0);
  });
});

describe('types for a level', () => {
  it('are those that the catalogue lets it enter', () => {
    expect(typesFor(catalogue, 'city')).toContain('plan');
    expect(typesFor(catalogue, 'city')).not.toContain('facility');
    const all = new Set(
      (['city', 'district', 'street', 'community'] as const).flatMap((level) => typesFor(catalogue, level)),
    );
    expect(all.size).toBe(31);
  });
});

describe('the random source', () => {
  it('is Mulberry32', () => {
    const random = createRandom(1);
    expect([random.next(), random.next()].map((value) => value * 2 ** 32)).toEqual([2693262067, 11749833]);
  });

  it('spreads evenly and stays within its bounds', () => {
    const random = createRandom(3);
    const counts = [0, 0, 0, 0, 0];
    for (let round = 0; round < 10_000; round += 1) {
      const face = random.integer(0, 4);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    expect(counts).toHaveLength(5);
    expect(Math.min(...counts)).toBeGreaterThan(1_800);
  });

  it('refuses to pick from nothing', () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});
