import type { Field, RecordType } from '#core/catalogue';
import { enteredFields, fieldHeading, plainHeading } from './headings.js';
import { proposeMapping } from './proposal.js';

const field = (name: string, zh: string, en: string, more: Partial<Field> = {}): Field =>
  ({ name, zh, en, type: 'string', derived: false, ...more }) as Field;

const typeWith = (...fields: Field[]): RecordType =>
  ({
    code: 't',
    zh: '表',
    fields,
    fieldsByName: new Map(fields.map((each) => [each.name, each])),
  }) as unknown as RecordType;

const TYPE = typeWith(
  field('area_m2', '建筑面积', 'Floor area', { unit: 'm2' }),
  field('cost', '经费', 'Cost', { type: 'money' }),
  field('total', '合计', 'Total', { derived: true }),
);

it.each([
  ['建筑面积(m2)', '建筑面积'],
  ['建筑面积(平方米)', '建筑面积'],
  [' 建 筑\n面积 * ', '建筑面积'],
  ['Floor_Area [m2]', 'floorarea'],
  ['经费:', '经费'],
])('compares %j as %j', (heading, plain) => expect(plainHeading(heading)).toBe(plain));

it('maps by Chinese name, English name and code, and computed fields never', () => {
  for (const heading of ['建筑面积(㎡)', 'Floor area', 'area_m2', 'AREA M2']) {
    expect(proposeMapping(TYPE, ['序号', heading, '合计'], null)).toEqual({
      fields: { area_m2: 1 },
      unit: null,
      period: null,
      record: null,
    });
  }
});

it('takes each column once, the first of two with one heading, and the own unit where no column names one', () => {
  const headings = ['经费', '经费(元)', '社区', '报告期', '记录编号'];
  expect(proposeMapping(TYPE, headings, '140502')).toEqual({
    fields: { cost: 0 },
    unit: { column: 2 },
    period: null,
    record: 4,
  });
  const report = { ...TYPE, period: 'month' } as RecordType;
  expect(proposeMapping(report, headings, null).period).toEqual({ column: 3 });
  expect(proposeMapping(TYPE, ['经费'], '140502').unit).toEqual({ value: '140502' });
});

it('writes a heading that leads back to its field, whatever fields are named alike', () => {
  const twins = typeWith(
    field('a', '名称', 'A'),
    field('b', '名 称', 'B'),
    field('c', '单位名称', 'C'),
    field('d', '名称二', 'D'),
  );
  const headings = enteredFields(twins).map((each) => fieldHeading(twins, each));
  expect(headings).toEqual(['a', 'b', 'c', '名称二']);
  expect(proposeMapping(twins, ['单位名称', ...headings], null).fields).toEqual({ a: 1, b: 2, c: 3, d: 4 });
  expect(fieldHeading(TYPE, TYPE.fields[0] as Field)).toBe('建筑面积(m2)');
  expect(fieldHeading(TYPE, TYPE.fields[1] as Field)).toBe('经费(元)');
});
