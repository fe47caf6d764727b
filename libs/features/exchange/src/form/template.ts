import type { Catalogue, Field, RecordType } from '#core/catalogue';
import { writeSheet, type Cell, type SheetFormat } from '#platform/sheets';
import { enteredFields, fieldHeading, PERIOD_HEADING, UNIT_HEADING } from './headings.js';

const KINDS: Readonly<Record<Field['type'], string>> = {
  string: '文字 text',
  text: '长文字 long text',
  integer: '整数 whole number',
  decimal: '数 number',
  boolean: '是/否 yes/no',
  date: '日期 day, 2006-01-31',
  datetime: '时间 time, 2006-01-31 08:30',
  enum: '选项 one of the list',
  region: '单位代码 unit code',
  money: '金额(元) amount in yuan',
  reference: '记录编号 record id',
};

const PERIODS = { year: '2006', quarter: '2006-Q1', month: '2006-01' } as const;

/** An empty sheet of one type, with a second one that explains the columns. CSV has the first one only. */
export function writeTemplate(
  type: RecordType,
  catalogue: Catalogue,
  format: SheetFormat,
): ReturnType<typeof writeSheet> {
  return writeSheet(format, [
    { name: '数据', rows: [templateHeadings(type)], headings: 1, frozen: 1 },
    { name: '说明', rows: [...explanations(type, catalogue)], headings: 1, frozen: 1 },
  ]);
}

function templateHeadings(type: RecordType): string[] {
  const fields = enteredFields(type).map((field) => fieldHeading(type, field));
  return [UNIT_HEADING.zh, ...(type.period === undefined ? [] : [PERIOD_HEADING.zh]), ...fields];
}

function* explanations(type: RecordType, catalogue: Catalogue): Generator<Cell[]> {
  yield [
    '列 Column',
    '英文 English',
    '代码 Code',
    '必填 Required',
    '种类 Kind',
    '计量单位 Measured in',
    '最小 Min',
    '最大 Max',
    '可填内容 Allowed',
  ];
  yield [
    UNIT_HEADING.zh,
    UNIT_HEADING.en,
    'unit',
    '是',
    KINDS.region,
    null,
    null,
    null,
    '代码或名称 code or name',
  ];
  if (type.period)
    yield [
      PERIOD_HEADING.zh,
      PERIOD_HEADING.en,
      'period',
      '是',
      PERIODS[type.period],
      null,
      null,
      null,
      null,
    ];
  for (const field of enteredFields(type)) {
    const { name, en, required, type: kind, unit, min, max } = field;
    const list = field.enum === undefined ? [] : (catalogue.enums.get(field.enum) ?? []);
    yield [
      fieldHeading(type, field),
      en,
      name,
      required ? '是' : '否',
      KINDS[kind],
      kind === 'money' ? '元' : (unit ?? null),
      min ?? null,
      max ?? null,
      list.map(({ value, zh }) => `${zh}(${value})`).join('、') || null,
    ];
  }
}
