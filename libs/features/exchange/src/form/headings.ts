import type { Field, RecordType } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';

/** What a sheet says of a record beside its fields. */
export const RECORD_HEADING: Bilingual = { zh: '记录编号', en: 'Record' };
export const UNIT_HEADING: Bilingual = { zh: '单位代码', en: 'Unit code' };
export const UNIT_NAME_HEADING: Bilingual = { zh: '单位名称', en: 'Unit name' };
export const PERIOD_HEADING: Bilingual = { zh: '报告期', en: 'Period' };
export const ERRORS_HEADING = '错误/Errors';
export const WARNINGS_HEADING = '提示/Warnings';

/** Fields that people enter: what the system computes is in no form. */
export function enteredFields(type: RecordType): readonly Field[] {
  return type.fields.filter((field) => !field.derived);
}

/** The heading of a field's column, with its unit of measure; its code instead where its name is not its own. */
export function fieldHeading(type: RecordType, field: Field): string {
  const measure = field.type === 'money' ? '元' : field.unit;
  const named = measure === undefined ? field.zh : `${field.zh}(${measure})`;
  const plain = plainHeading(field.zh);
  const shared =
    RESERVED.has(plain) || type.fields.some((other) => other !== field && plainHeading(other.zh) === plain);
  return shared ? field.name : named;
}

/** A heading as it is compared: without units in brackets, blanks, marks of required columns, in one width and case. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .replace(/[([{\u3010\u3014][^)\]}\u3011\u3015]*[)\]}\u3011\u3015]/g, '')
    .replace(/[\s_*:\u00b7/\\-]/g, '')
    .toLowerCase();
}

const RESERVED = new Set(
  [RECORD_HEADING, UNIT_HEADING, UNIT_NAME_HEADING, PERIOD_HEADING].map(({ zh }) => plainHeading(zh)),
);
