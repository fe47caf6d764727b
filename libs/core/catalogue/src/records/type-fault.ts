import type { FieldType } from '../model.js';
import type { Fault } from './field-errors.js';

const EXPECTED: Readonly<Partial<Record<FieldType, { zh: string; en: string }>>> = {
  string: { zh: '文字', en: 'a text' },
  text: { zh: '文字', en: 'a text' },
  integer: { zh: '整数', en: 'a whole number' },
  decimal: { zh: '数字', en: 'a number' },
  money: { zh: '金额', en: 'an amount' },
  boolean: { zh: '是或否', en: 'yes or no (true or false)' },
};

/** The value is not of the field's type at all. */
export function typeFault(type: FieldType): Fault {
  const { zh, en } = EXPECTED[type] ?? { zh: type, en: type };
  return {
    code: 'field_type',
    params: { expected: type },
    words: { zh: { expected: zh }, en: { expected: en } },
  };
}
