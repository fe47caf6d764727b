import { fill, type Bilingual, type ErrorParams } from '#core/kernel';

/**
 * Everything that can be wrong with a record. Codes are part of the API: one is never renamed and never given a new
 * meaning. `{label}` is the field's name in the reader's language; no message repeats the value that was given.
 */
export const FIELD_ERRORS = {
  fields_invalid: {
    zh: '“{label}”应为字段名到值的对象,最多 {limit} 个字段',
    en: '“{label}” must be an object of field names and values, {limit} at most',
  },
  field_unknown: { zh: '没有“{label}”这个字段', en: 'There is no field “{label}”' },
  field_derived: {
    zh: '“{label}”由系统计算,不能填写',
    en: '“{label}” is computed by the system and cannot be entered',
  },
  field_required: { zh: '“{label}”必填', en: '“{label}” is required' },
  field_not_scalar: { zh: '“{label}”应为单个值', en: '“{label}” must be a single value' },
  field_type: { zh: '“{label}”应为{expected}', en: '“{label}” must be {expected}' },
  field_empty: {
    zh: '“{label}”不能是空白;不填请留空',
    en: '“{label}” cannot be blank; leave it out instead',
  },
  field_too_long: { zh: '“{label}”最多 {limit} 个字符', en: '“{label}” may have {limit} characters at most' },
  field_characters: {
    zh: '“{label}”含有不允许的控制字符或不完整的字符',
    en: '“{label}” contains control characters or broken characters',
  },
  field_min: { zh: '“{label}”不得小于 {limit}', en: '“{label}” must be {limit} or more' },
  field_max: { zh: '“{label}”不得大于 {limit}', en: '“{label}” must be {limit} or less' },
  field_precision: {
    zh: '“{label}”最多 {limit} 位小数',
    en: '“{label}” may have {limit} decimal places at most',
  },
  field_enum: { zh: '“{label}”应为其中之一:{allowed}', en: '“{label}” must be one of: {allowed}' },
  field_date: {
    zh: '“{label}”应为 {from} 至 {to} 之间的日期,如 2006-01-31',
    en: '“{label}” must be a day from {from} to {to} such as 2006-01-31',
  },
  field_datetime: {
    zh: '“{label}”应为 {from} 至 {to} 之间带时区的时间,如 2006-01-31T08:30:00+08:00',
    en: '“{label}” must be a time from {from} to {to} with its offset, such as 2006-01-31T08:30:00+08:00',
  },
  field_region: {
    zh: '“{label}”应为 2、4、6、9 或 12 位数字的单位代码',
    en: '“{label}” must be a unit code of 2, 4, 6, 9 or 12 digits',
  },
  field_reference: {
    zh: '“{label}”应为记录编号(小写 UUID)',
    en: '“{label}” must be a record id (a lower-case UUID)',
  },
  period_missing: {
    zh: '请填写报表{label},如 {example}',
    en: 'The report needs its {label}, such as {example}',
  },
  period_invalid: {
    zh: '报表{label}应写作 {example},在 {from} 至 {to} 之间',
    en: 'The report’s {label} must be written like {example} and lie between {from} and {to}',
  },
  period_not_allowed: { zh: '这种记录没有报告期', en: 'Records of this type have no period' },
  rule_failed: { zh: '应满足:{rule}', en: 'This must hold: {rule}' },
} as const satisfies Record<string, Bilingual>;

/** What is allowed but worth a second look before it is saved. */
export const FIELD_WARNINGS = {
  day_in_future: { zh: '“{label}”在今天之后', en: '“{label}” lies after today' },
  period_in_future: { zh: '报告期还没有开始', en: 'The period has not begun yet' },
} as const satisfies Record<string, Bilingual>;

export type FieldErrorCode = keyof typeof FIELD_ERRORS;
export type FieldWarningCode = keyof typeof FIELD_WARNINGS;

export interface FieldError {
  /** The field's name; `period` or `fields` where those are wrong. */
  readonly field: string;
  readonly code: FieldErrorCode | FieldWarningCode;
  readonly params: Readonly<Record<string, string | number>>;
  readonly message: Bilingual;
}

/** What a check found, ready to be said of a field. Made once, when the check is compiled. */
export interface Fault {
  readonly code: FieldErrorCode | FieldWarningCode;
  readonly params: ErrorParams;
  /** Parameters of the message that differ between the languages. */
  readonly words?: { readonly zh: ErrorParams; readonly en: ErrorParams };
}

export interface Labelled extends Bilingual {
  readonly name: string;
}

const TEXTS: Readonly<Record<FieldErrorCode | FieldWarningCode, Bilingual>> = {
  ...FIELD_ERRORS,
  ...FIELD_WARNINGS,
};

export function fieldError({ name, zh, en }: Labelled, { code, params, words }: Fault): FieldError {
  const text = TEXTS[code];
  const message = {
    zh: fill(text, { ...params, ...words?.zh, label: zh }).zh,
    en: fill(text, { ...params, ...words?.en, label: en }).en,
  };
  return { field: name, code, params, message };
}
