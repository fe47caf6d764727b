import type { RecordType } from '#core/catalogue';
import {
  enteredFields,
  fieldHeading,
  PERIOD_HEADING,
  plainHeading,
  RECORD_HEADING,
  UNIT_HEADING,
} from './headings.js';
import type { Mapping } from './mapping.js';

/** What people write over the column of units, of periods and of ids; the first that a sheet has is taken. */
const UNIT_WORDS = [
  UNIT_HEADING.zh,
  UNIT_HEADING.en,
  'unit',
  '社区代码',
  '单位编码',
  '区划代码',
  '所属单位',
  '所属社区',
  '社区',
  '社区名称',
  '单位',
  '单位名称',
  'region',
];
const PERIOD_WORDS = [
  PERIOD_HEADING.zh,
  PERIOD_HEADING.en,
  '统计期',
  '期间',
  '季度',
  '月份',
  '年度',
  'month',
  'quarter',
  'year',
];
const RECORD_WORDS = [RECORD_HEADING.zh, RECORD_HEADING.en, 'record id', 'id'];

/** What the headings say by themselves: by Chinese name, English name and code of each field. */
export function proposeMapping(
  type: RecordType,
  headings: readonly string[],
  ownUnit: string | null,
): Mapping {
  const columns = new Map<string, number>();
  headings.forEach((heading, column) => {
    const plain = plainHeading(heading);
    if (plain !== '' && !columns.has(plain)) columns.set(plain, column);
  });
  const fields: Record<string, number> = {};
  const takeFirst = (words: readonly string[]): number | undefined => {
    for (const word of words.map(plainHeading)) {
      const column = columns.get(word);
      if (column === undefined) continue;
      // A column says one thing.
      columns.delete(word);
      return column;
    }
    return undefined;
  };
  for (const field of enteredFields(type)) {
    const column = takeFirst([fieldHeading(type, field), field.zh, field.en, field.name]);
    if (column !== undefined) fields[field.name] = column;
  }
  const record = takeFirst(RECORD_WORDS) ?? null;
  const unit = takeFirst(UNIT_WORDS);
  const period = type.period === undefined ? undefined : takeFirst(PERIOD_WORDS);
  return {
    fields,
    unit: unit === undefined ? (ownUnit === null ? null : { value: ownUnit }) : { column: unit },
    period: period === undefined ? null : { column: period },
    record,
  };
}

/** How many columns of a row are headings of this type: the row with most of them is the heading. */
export function headingScore(type: RecordType, cells: readonly string[]): number {
  const { fields, unit, period, record } = proposeMapping(type, cells, null);
  return Object.keys(fields).length + [unit, period, record].filter((place) => place !== null).length;
}
