import fc from 'fast-check';
import type { RecordType } from '../model.js';
import { jincheng, minimalFields, plainPeriod, typeOf } from '../testing/jincheng.js';
import { FIELD_ERRORS } from './field-errors.js';
import { validateEntry, type ValidatedEntry } from './validate-entry.js';

const TYPES = [...jincheng.types.values()];

function enter(type: RecordType, fields: unknown, period: object = plainPeriod(type)): ValidatedEntry {
  const input = { unit: '140502001001', ...period, fields };
  return validateEntry(type, input, { today: '2006-12-01', catalogue: jincheng });
}

/** Codes of what is wrong with one field's value in an otherwise valid record. */
function wrongWith(code: string, field: string, value: unknown): string[] {
  const type = typeOf(code);
  const fields: object = JSON.parse(JSON.stringify(minimalFields(type))) as object;
  Object.defineProperty(fields, field, { value, enumerable: true, configurable: true });
  return enter(type, fields).errors.map((error) => `${error.field} ${error.code}`);
}

describe('required fields', () => {
  it.each(TYPES.map((type) => [type.code, type] as const))('of %s', (_code, type) => {
    expect(enter(type, minimalFields(type))).toMatchObject({ errors: [], warnings: [] });
    const required = type.fields.filter((field) => field.required);
    expect(required.length).toBeGreaterThan(0);
    for (const { name } of required) {
      const { [name]: _left, ...others } = minimalFields(type);
      const missing = enter(type, others).errors.filter((error) => error.field === name);
      expect(missing.map((error) => error.code)).toEqual(['field_required']);
      const unset = enter(type, { ...others, [name]: null }).errors;
      expect(unset.some((error) => error.field === name && error.code === 'field_required')).toBe(true);
    }
  });
});

describe('code lists', () => {
  const enums = TYPES.flatMap((type) =>
    type.fields
      .filter((field) => field.type === 'enum' && !field.derived)
      .map((field) => [type, field] as const),
  );

  it.each(enums.map(([type, field]) => [type.code, field.name, type, field] as const))(
    '%s.%s takes the values of its list only',
    (_code, name, type, field) => {
      const values = jincheng.enums.get(field.enum ?? '') ?? [];
      for (const { value } of values) {
        const errors = enter(type, { ...minimalFields(type), [name]: value }).errors;
        expect(errors.filter((error) => error.code === 'field_enum')).toEqual([]);
      }
      const [error] = enter(type, { ...minimalFields(type), [name]: 'surely-not' }).errors;
      expect(error).toMatchObject({ field: name, code: 'field_enum' });
      expect(error?.params['allowed']).toBe(values.map(({ value }) => value).join(', '));
    },
  );
});

describe('hostile values', () => {
  it.each([
    ['a NUL', 'a\u0000b', 'field_characters'],
    ['a line break', 'a\nb', 'field_characters'],
    ['a DEL', 'a\u007fb', 'field_characters'],
    ['a lone high surrogate', 'a\ud800', 'field_characters'],
    ['a lone low surrogate', '\udc00b', 'field_characters'],
    ['ten megabytes', 'x'.repeat(10_000_000), 'field_too_long'],
    ['201 characters', 'x'.repeat(201), 'field_too_long'],
    ['nothing but blanks', ' \u3000\t', 'field_empty'],
    ['an empty text', '', 'field_empty'],
    ['a list', ['a'], 'field_not_scalar'],
    ['an object', { toString: 'a' }, 'field_not_scalar'],
    ['a number', 7, 'field_type'],
    ['true', true, 'field_type'],
  ])('a name may not be %s', (_what, value, code) => {
    expect(wrongWith('facility', 'name', value)).toEqual([`name ${code}`]);
  });

  it('keeps a deeply nested value out without walking through it', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`);
    expect(wrongWith('facility', 'name', deep)).toEqual(['name field_not_scalar']);
  });

  it('takes long texts with tabs and line breaks, and stores one kind of line break', () => {
    const type = typeOf('publication');
    const body = `一\t二\r\n三\r四\n${'x'.repeat(9_000)}`;
    const { errors, fields } = enter(type, { ...minimalFields(type), body });
    expect(errors).toEqual([]);
    expect(fields['body']).toBe(`一\t二\n三\n四\n${'x'.repeat(9_000)}`);
    expect(wrongWith('publication', 'body', 'a\u0000')).toEqual(['body field_characters']);
    expect(wrongWith('publication', 'body', 'x'.repeat(10_001))).toEqual(['body field_too_long']);
    expect(wrongWith('publication', 'body', 'x'.repeat(10_000_000))).toEqual(['body field_too_long']);
  });

  it('stores names without the blanks around them, and with pairs of surrogates', () => {
    const type = typeOf('facility');
    const { errors, fields } = enter(type, { ...minimalFields(type), name: ' 社区𠮷服务站\u3000' });
    expect([errors, fields['name']]).toEqual([[], '社区𠮷服务站']);
  });

  it('treats __proto__ and constructor as the unknown fields that they are', () => {
    const type = typeOf('facility');
    const text = JSON.stringify(minimalFields(type)).replace(
      '{',
      '{"__proto__":{"kind":"x"},"constructor":1,',
    );
    const { errors, fields } = enter(type, JSON.parse(text));
    expect(errors.map((error) => [error.field, error.code])).toEqual([
      ['__proto__', 'field_unknown'],
      ['constructor', 'field_unknown'],
    ]);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(Object.keys(fields)).toEqual(Object.keys(minimalFields(type)));
  });

  it('repeats only the beginning of an unknown name, and that printable', () => {
    const [error] = enter(typeOf('facility'), { [`\ud800${'x'.repeat(1_000_000)}`]: 1 }).errors;
    expect(error?.field).toBe(`\ufffd${'x'.repeat(63)}`);
    expect(JSON.stringify(error).length).toBeLessThan(400);
  });

  it('never repeats a value in a message', () => {
    const secret = '绝密绝密绝密';
    const fields = Object.fromEntries(typeOf('facility').fields.map((field) => [field.name, { secret }]));
    const texts = Object.fromEntries(
      typeOf('facility').fields.map((field) => [field.name, `${secret}\u0000`]),
    );
    const errors = [...enter(typeOf('facility'), fields).errors, ...enter(typeOf('facility'), texts).errors];
    expect(errors.length).toBeGreaterThan(30);
    expect(JSON.stringify(errors)).not.toContain(secret);
  });

  it.each([[null], ['text'], [[]], [new Map()], [7], [undefined]])('%j is no object of fields', (fields) => {
    const { errors } = enter(typeOf('facility'), fields);
    expect(errors[0]).toMatchObject({ field: 'fields', code: 'fields_invalid', params: { limit: 100 } });
  });

  it('refuses more than a hundred fields before it looks at any', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`f${index}`, 1]));
    expect(enter(typeOf('facility'), many).errors[0]?.code).toBe('fields_invalid');
  });

  it('answers to any JSON at all, with nothing but known codes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.jsonValue(), fc.jsonValue(), (type, fields, period) => {
        const { errors } = enter(type, fields, { period });
        expect(errors.every((error) => error.code in FIELD_ERRORS)).toBe(true);
        expect(errors.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('other kinds of values', () => {
  it.each([
    ['facility', 'books', 1.5, 'field_type'],
    ['facility', 'books', '7', 'field_type'],
    ['facility', 'books', -1, 'field_min'],
    ['facility', 'books', 1e12 + 1, 'field_max'],
    ['facility', 'books', Number.NaN, 'field_type'],
    ['community-profile', 'computers', 1001, 'field_max'],
    ['community-profile', 'computers', 1e300, 'field_max'],
    ['facility', 'lon', 72.999_999, 'field_min'],
    ['facility', 'lon', 112.123_456_7, 'field_precision'],
    ['facility', 'floor_area_m2', Number.POSITIVE_INFINITY, 'field_type'],
    ['environment-report', 'waste_t', 1e9, 'field_max'],
    ['facility', 'open_public', 'true', 'field_type'],
    ['facility', 'open_public', 1, 'field_type'],
    ['facility', 'opened_on', '2005-02-29', 'field_date'],
    ['facility', 'opened_on', '2005-2-9', 'field_date'],
    ['facility', 'opened_on', '1899-12-31', 'field_date'],
    ['facility', 'opened_on', '2200-01-01', 'field_date'],
    ['facility', 'opened_on', 20_050_101, 'field_date'],
    ['facility', 'owner_unit', '0190B5C7-3F5E-7C1A-9D2B-000000000001', 'field_reference'],
    ['facility', 'owner_unit', 'x', 'field_reference'],
    ['award', 'subject_region', '14050', 'field_region'],
    ['award', 'subject_region', 140_502, 'field_region'],
    ['award', 'subject_region', '1'.repeat(1_000_000), 'field_region'],
    ['service-request', 'submitted_at', '2006-01-31T08:30:00', 'field_datetime'],
    ['service-request', 'submitted_at', '2006-01-31T08:30+08:00', 'field_datetime'],
    ['service-request', 'submitted_at', '2006-02-30T08:30:00Z', 'field_datetime'],
    ['service-request', 'submitted_at', '2006-01-31T24:00:00Z', 'field_datetime'],
    ['service-request', 'submitted_at', '2006-01-31T08:30:60Z', 'field_datetime'],
    ['service-request', 'submitted_at', '2006-01-31 08:30:00Z', 'field_datetime'],
    ['service-request', 'submitted_at', '1899-12-31T23:59:59Z', 'field_datetime'],
    ['service-request', 'status', 'closed', 'field_derived'],
    ['service-request', 'on_time', true, 'field_derived'],
    ['facility', 'colour', 'red', 'field_unknown'],
  ])('%s.%s = %j', (code, field, value, error) => {
    expect(wrongWith(code, field, value)).toEqual([`${field} ${error}`]);
  });

  it.each([
    ['service-request', 'submitted_at', '2006-01-31T08:30:00Z'],
    ['service-request', 'submitted_at', '2004-02-29T23:59:59.123456789-11:30'],
    ['award', 'subject_region', '50'],
    ['award', 'subject_region', '140502001001'],
    ['facility', 'lon', 112.123_456],
    ['facility', 'opened_on', '2199-12-31'],
    ['service-request', 'status', null],
  ])('%s.%s may be %j', (code, field, value) => {
    expect(wrongWith(code, field, value)).toEqual([]);
  });

  it('names the field and the limit in both languages', () => {
    const type = typeOf('community-profile');
    const [error] = enter(type, { ...minimalFields(type), computers: 1001 }).errors;
    expect(error).toEqual({
      field: 'computers',
      code: 'field_max',
      params: { limit: 1000 },
      message: { zh: '“计算机台数”不得大于 1000', en: '“Computers” must be 1000 or less' },
    });
  });

  it('leaves a rule alone where one of its fields is wrong by itself', () => {
    const fields = { ...minimalFields(typeOf('facility')), status: 'in-use', opened_on: 'soon' };
    expect(enter(typeOf('facility'), fields).errors.map((error) => error.code)).toEqual(['field_date']);
  });
});
