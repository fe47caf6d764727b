import type { Fields } from '#core/catalogue';
import type { PeriodKind } from '#core/kernel';
import fc from 'fast-check';
import type { CountedRecord } from '../index.js';
import type { FieldSource, Scalar, TypeSource } from './jincheng.js';
import { COUNTED, document, TRIED } from './tried-terms.js';
import { spanOf } from './written-definition.js';

const UNITS = ['140502001001', '140502001002', '140502001', '140581'];
const RECORDS_PER_TYPE = 3;

/** Days with many first and last ones of a month, 29 February among them. */
export const day = fc
  .record({
    year: fc.integer({ min: 2003, max: 2007 }),
    month: fc.integer({ min: 0, max: 11 }),
    date: fc.constantFrom(0, 1, 15, 28, 29),
  })
  .map(({ year, month, date }) => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10));

const VALUES: Readonly<Record<string, fc.Arbitrary<Scalar>>> = {
  boolean: fc.boolean(),
  integer: fc.integer({ min: 0, max: 3 }),
  // Often just at the tried bounds of 10.2 and 10.7 元.
  money: fc.oneof(fc.constantFrom(1020, 1070), fc.integer({ min: 1000, max: 1100 })),
  decimal: fc.constantFrom(0, 0.1, 0.2, 0.000001, 1234.567891, 999_999_999.999999),
  date: day,
  datetime: fc
    .tuple(day, fc.constantFrom('T00:30:00+08:00', 'T23:30:00+08:00', 'T23:30:00Z'))
    .map((parts) => parts.join('')),
  region: fc.constantFrom(...UNITS),
};

/** Often what some condition looks for, so that enough records are counted. */
function valueOf({ code }: TypeSource, field: FieldSource): fc.Arbitrary<Scalar> {
  const listed = document.enums[field.enum ?? '']?.map(({ value }) => value) ?? ['text'];
  const any = VALUES[field.type] ?? fc.constantFrom(...listed);
  const sought = TRIED.filter(({ written }) => written.from === code)
    .flatMap(({ written }) => written.where ?? [])
    .filter(([name, test]) => name === field.name && (test === '=' || test === 'in'))
    .flatMap(([, , operand]) => operand as Scalar | Scalar[]);
  if (sought.length === 0) return any;
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...sought) }, { weight: 1, arbitrary: any });
}

function fieldsOf(type: TypeSource): fc.Arbitrary<Fields> {
  const values = type.fields.map((field) => [field.name, valueOf(type, field)] as const);
  const optional = values.map(([name, value]) => [name, fc.option(value, { nil: undefined, freq: 8 })]);
  return fc
    .record(Object.fromEntries(optional) as Record<string, fc.Arbitrary<Scalar | undefined>>)
    .map((fields) => JSON.parse(JSON.stringify(fields)) as Fields);
}

function recordOf(type: TypeSource): fc.Arbitrary<CountedRecord> {
  const { code, period: kind } = type;
  const period = kind ? day.map((text) => spanOf(text, kind)) : fc.constant(undefined);
  return fc.record({
    type: fc.constant(code),
    unit: fc.constantFrom(...UNITS),
    period,
    fields: fieldsOf(type),
  });
}

/** A new version of a record, or null: its deletion. A record keeps its type. */
export interface Change {
  readonly id: number;
  readonly version: CountedRecord | null;
}

const change: fc.Arbitrary<Change> = fc.oneof(
  ...COUNTED.map((type, number) =>
    fc.record({
      id: fc.nat({ max: RECORDS_PER_TYPE - 1 }).map((nth) => number * RECORDS_PER_TYPE + nth),
      version: fc.option(recordOf(type), { freq: 4 }),
    }),
  ),
);

export const transactions = fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { maxLength: 12 });

/** Asked often on the last day of a year: only then do yearly reports count in their year. */
export const question = fc.record({
  at: fc.oneof(
    { weight: 4, arbitrary: day },
    { weight: 1, arbitrary: fc.constantFrom('2004-12-31', '2005-12-31') },
  ),
  period: fc.constantFrom<PeriodKind>('month', 'quarter', 'year'),
});
