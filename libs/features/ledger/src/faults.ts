import { fill, type Bilingual, type ErrorParams } from '#core/kernel';

/** Why an entry is not counted, in words for whoever entered it. Never a field's value. */
export interface Fault {
  readonly code: string;
  /** The field concerned, where there is one. */
  readonly field?: string;
  readonly message: Bilingual;
}

const ENTRY_FAULTS = {
  entry_malformed: { zh: '记录的头部无法读取', en: 'The entry’s header cannot be read' },
  unit_not_origin: {
    zh: '记录的单位 {unit} 与日志的来源 {origin} 不同',
    en: 'The record’s unit {unit} is not the log’s origin {origin}',
  },
  record_id_taken: {
    zh: '这个记录编号属于另一个单位或类型',
    en: 'The record id belongs to another unit or type',
  },
  version_stale: {
    zh: '版本 {version} 不比已有版本新',
    en: 'Version {version} is not newer than the one held',
  },
  section_malformed: { zh: '“{level}”级内容无法读取', en: 'The section for level “{level}” cannot be read' },
  field_height: {
    zh: '字段“{field}”不应出现在“{level}”级内容中',
    en: 'Field “{field}” does not belong in the section for level “{level}”',
  },
  occurred_on_mismatch: {
    zh: '记录头部的日期与内容不符',
    en: 'The day in the entry’s header does not follow from its fields',
  },
  type_unknown: {
    zh: '本节点的目录还没有“{type}”这种记录',
    en: 'This node’s catalogue does not know type “{type}” yet',
  },
  unit_level_wrong: {
    zh: '“{type}”不在“{level}”这一级填报',
    en: 'Type “{type}” is not entered at level “{level}”',
  },
  unit_unknown: { zh: '本节点的区划还没有单位 {unit}', en: 'This node’s tree does not know unit {unit} yet' },
} as const;

export function entryFault(code: keyof typeof ENTRY_FAULTS, params: ErrorParams = {}): Fault {
  return { code, message: fill(ENTRY_FAULTS[code], params) };
}
