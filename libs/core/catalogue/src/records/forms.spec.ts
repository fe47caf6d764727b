import fc from 'fast-check';
import { fenOf, yuanOf } from '../money.js';
import type { Fields } from '../model.js';
import { jincheng, minimalFields, SOME_ID, typeOf } from '../testing/jincheng.js';
import { fieldsByHeight, toEdge } from './forms.js';
import { naturalKeyOf } from './natural-key.js';
import { validateEntry } from './validate-entry.js';

function enter(code: string, fields: object, period?: string): ReturnType<typeof validateEntry> {
  const type = typeOf(code);
  const input = { unit: '140502001001', period, fields: { ...minimalFields(type), ...fields } };
  return validateEntry(type, input, { today: '2006-12-01', catalogue: jincheng });
}

describe('amounts', () => {
  const wholeFen = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });

  it('come back from 元 exactly, whatever the amount, also through JSON text', () => {
    fc.assert(
      fc.property(wholeFen, (fen) => {
        expect(fenOf(JSON.parse(JSON.stringify(yuanOf(fen))) as number)).toBe(fen + 0);
        expect(JSON.stringify(yuanOf(fen))).toMatch(/^-?\d+(\.\d{1,2})?$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('with more than two decimals are never rounded', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 1, max: 9 }), (fen, third) => {
        expect(fenOf(Number(`${fen}.00${third}`))).toBeUndefined();
      }),
    );
    expect([0.005, 1.005, 0.1 + 0.2, 1e-9].map(fenOf)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('are entered in 元, stored in fen and shown in 元', () => {
    const { errors, fields } = enter('budget', { amount: 1234.56 }, '2006');
    expect([errors, fields['amount']]).toEqual([[], 123_456]);
    expect(toEdge(typeOf('budget'), fields)['amount']).toBe(1234.56);
    expect(fields['in_fiscal']).toBe(true);
  });

  it.each([
    [1.005, 'field_precision'],
    [-0.01, 'field_min'],
    [10_000_000_000.01, 'field_max'],
    [1e308, 'field_max'],
    [Number.NaN, 'field_type'],
    ['12', 'field_type'],
  ])('%p is refused: %s', (amount, code) => {
    const [error] = enter('budget', { amount }, '2006').errors;
    expect([error?.field, error?.code]).toEqual(['amount', code]);
  });

  it('are told in 元 where a limit is named', () => {
    expect(enter('budget', { amount: 1e11 }, '2006').errors[0]?.params).toEqual({ limit: 10_000_000_000 });
  });
});

describe('numbers', () => {
  it('that are accepted survive JSON unchanged; no other is accepted', () => {
    const isDecimal = (value: number): boolean =>
      value >= 0 && value <= 100_000 && Number(value.toFixed(6)) === value;
    const anyNumber = fc.oneof(
      fc.double(),
      fc.double({ min: 0, max: 100_000 }),
      fc.integer({ min: -9, max: 10_000_000 }).map((millionths) => millionths / 1e6),
    );
    fc.assert(
      fc.property(anyNumber, (value) => {
        const { errors, fields } = enter('facility', { floor_area_m2: value });
        expect(errors.length === 0).toBe(isDecimal(value));
        if (errors.length > 0) return;
        expect(JSON.parse(JSON.stringify(fields))).toEqual(fields);
        expect(fields['floor_area_m2']).toBe(value + 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('have no negative zero', () => {
    expect(Object.is(enter('budget', { amount: -0 }, '2006').fields['amount'], 0)).toBe(true);
    expect(Object.is(enter('facility', { books: -0 }).fields['books'], 0)).toBe(true);
  });
});

describe('sections by height', () => {
  it('hold every field once, and exist where nothing is set', () => {
    const type = typeOf('person');
    const fields: Fields = minimalFields(type);
    const sections = fieldsByHeight(type, fields);
    expect([...sections.keys()]).toEqual(type.heights);
    expect(sections.get('city')).toEqual({});
    expect(sections.get('street')).toEqual({});
    expect(sections.get('community')).toEqual({ name: '甲' });
    expect(Object.assign({}, ...sections.values())).toEqual(fields);
  });

  it('never carry a field that the type does not know', () => {
    const sections = fieldsByHeight(typeOf('facility'), { colour: 'red', name: '甲' });
    expect([...sections]).toEqual([['city', { name: '甲' }]]);
  });
});

describe('natural keys', () => {
  const unit = '140502001001';

  it('are made of the unit, the period and fields', () => {
    const budget = { unit, period: '2006', fields: { purpose: 'other', source: 'own' } };
    expect(naturalKeyOf(typeOf('budget'), budget)).toBe('["budget","140502001001","2006","other","own"]');
    expect(naturalKeyOf(typeOf('community-profile'), { unit, fields: {} })).toBe(
      '["community-profile","140502001001"]',
    );
    expect(
      naturalKeyOf(typeOf('health-report'), { unit, period: '2006-Q1', fields: { facility: SOME_ID } }),
    ).toBe(`["health-report","${SOME_ID}","2006-Q1"]`);
  });

  it('differ where any part differs, also where the parts joined would not', () => {
    const keys = [
      { kind: 'club', name: 'a' },
      { kind: 'club', name: 'b' },
      { kind: 'library', name: 'a' },
      { kind: 'club', name: 'a","b' },
    ].map((fields) => naturalKeyOf(typeOf('facility'), { unit, fields }));
    expect(new Set(keys).size).toBe(4);
  });

  it('do not exist for types without one, nor while a part is not set', () => {
    expect(naturalKeyOf(typeOf('activity'), { unit, fields: { title: 'x' } })).toBeUndefined();
    expect(naturalKeyOf(typeOf('facility'), { unit, fields: { kind: 'club' } })).toBeUndefined();
    expect(
      naturalKeyOf(typeOf('budget'), { unit, fields: { purpose: 'other', source: 'own' } }),
    ).toBeUndefined();
  });
});
