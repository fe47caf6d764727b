import { LEVELS, mayReach, type Level } from '#core/kernel';
import type { Fields, RecordType } from '../model.js';
import { jincheng, minimalFields, plainPeriod, plainValue, typeOf } from '../testing/jincheng.js';
import { fieldsByHeight } from './forms.js';
import { validateEntry } from './validate-entry.js';
import { validateStored } from './validate-stored.js';

const TYPES = [...jincheng.types.values()];

function arrive(type: RecordType, fields: Fields, level: Level = 'community'): string[] {
  const context = { today: '2006-12-01', level, catalogue: jincheng };
  const errors = validateStored(type, { ...plainPeriod(type), fields }, context);
  return errors.map((error) => `${error.field} ${error.code}`);
}

/** What is left of a record once it has risen to a level. */
function seenAt(type: RecordType, fields: Fields, level: Level): Fields {
  const sections = [...fieldsByHeight(type, fields)].filter(([height]) => mayReach(height, level));
  return Object.assign({}, ...sections.map(([, section]) => section)) as Fields;
}

describe('records that arrive', () => {
  it.each(TYPES.map((type) => [type.code, type] as const))(
    '%s passes at every level as it was entered',
    (_code, type) => {
      const { fields } = validateEntry(
        type,
        { unit: '140502001001', ...plainPeriod(type), fields: minimalFields(type) },
        { today: '2006-12-01', catalogue: jincheng },
      );
      for (const level of LEVELS) expect(arrive(type, seenAt(type, fields, level), level)).toEqual([]);
    },
  );

  it('lack required fields only where these may be seen', () => {
    const type = typeOf('person');
    const { name: _name, category: _category, ...fields } = minimalFields(type);
    expect(arrive(type, fields, 'community')).toEqual(['name field_required', 'category field_required']);
    expect(arrive(type, fields, 'street')).toEqual(['category field_required']);
    expect(arrive(type, fields, 'district')).toEqual(['category field_required']);
    expect(arrive(type, {}, 'city')).toEqual([]);
  });

  it('are held to a rule only where all its fields may be seen', () => {
    const type = typeOf('fund-flow');
    const fields = { ...minimalFields(type), source: 'donation' };
    expect(arrive(type, fields, 'district')).toEqual(['donor rule_failed']);
    expect(arrive(type, fields, 'city')).toEqual([]);
  });

  it('carry amounts in whole fen', () => {
    const type = typeOf('budget');
    const fields = minimalFields(type);
    expect(arrive(type, { ...fields, amount: 1 })).toEqual([]);
    expect(arrive(type, { ...fields, amount: 0.5 })).toEqual(['amount field_type']);
    expect(arrive(type, { ...fields, amount: -1 })).toEqual(['amount field_min']);
    expect(arrive(type, { ...fields, amount: 1e12 })).toEqual([]);
    expect(arrive(type, { ...fields, amount: 1e12 + 1 })).toEqual(['amount field_max']);
  });

  it.each([
    ['an unknown field', { colour: 'red' }, 'colour field_unknown'],
    ['a name that no database can hold', { 'a\u0000b': 1 }, 'a\ufffdb field_unknown'],
    ['a derived field', { status: 'closed' }, 'status field_derived'],
    ['a NUL', { title: 'a\u0000' }, 'title field_characters'],
    ['an unknown value', { kind: 'quarrel' }, 'kind field_enum'],
    ['ten megabytes', { title: 'x'.repeat(10_000_000) }, 'title field_too_long'],
  ])('are refused with %s as on entry', (_what, values, error) => {
    const type = typeOf('service-request');
    expect(arrive(type, { ...minimalFields(type), ...values })).toEqual([error]);
  });

  it.each([[null], [[]], ['text'], [7]])('are refused without fields: %j', (fields) => {
    expect(arrive(typeOf('facility'), fields as unknown as Fields)).toEqual(['fields fields_invalid']);
  });

  it('are refused with more fields than any type has', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, 1]));
    expect(arrive(typeOf('facility'), many)[0]).toBe('fields fields_invalid');
  });

  it('do not inherit values from a prototype', () => {
    const fields = Object.create({ kind: 'library' }) as Fields;
    expect(arrive(typeOf('facility'), fields)).toEqual(['fields fields_invalid']);
    const own = JSON.parse('{"__proto__":{"kind":"library"}}') as Fields;
    expect(arrive(typeOf('facility'), own)).toContain('__proto__ field_unknown');
    expect(arrive(typeOf('facility'), own)).toContain('kind field_required');
  });

  it('need the period of their type', () => {
    const context = { today: '2006-12-01', level: 'city', catalogue: jincheng } as const;
    const type = typeOf('budget');
    const codes = (period: string | undefined): unknown =>
      validateStored(type, { period, fields: minimalFields(type) }, context).map((error) => error.code);
    expect([codes('2006'), codes('2006-01'), codes(undefined)]).toEqual([
      [],
      ['period_invalid'],
      ['period_missing'],
    ]);
  });

  it('are told the same on entry and on arrival', () => {
    for (const type of TYPES) {
      for (const field of type.fields) {
        const fields = {
          ...minimalFields(type),
          [field.name]: field.type === 'boolean' ? 'x' : plainValue(field),
        };
        const input = { unit: '140502001001', ...plainPeriod(type), fields };
        const entered = validateEntry(type, input, { today: '2006-12-01', catalogue: jincheng }).errors;
        expect(arrive(type, fields)).toEqual(entered.map((error) => `${error.field} ${error.code}`));
      }
    }
  });
});
