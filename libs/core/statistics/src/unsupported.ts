import type { TermDefinition } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import type { UnsupportedTerm } from './compiled-indicator.js';

/** Parts of the language that are read and checked but not computed, with the words for whoever asks for them. */
export const UNSUPPORTED = {
  'report-status': {
    zh: '应报与已报只能按“类型、已报、及时、锁定”之一计数',
    en: 'Reporting status is only counted by type and by one of received, on time and locked',
  },
  'sync-status': {
    zh: '节点同步只能按“距上次上传不超过若干小时”计数',
    en: 'Sync status is only counted by “last upload not older than some hours”',
  },
  region: { zh: '区划单位只能按当日现状计数', en: 'Units are only counted as they are on the day' },
  parameter: {
    zh: '记录条件中的参数不能再按街道类别区分',
    en: 'Parameters in conditions on records must not depend on the kind of street',
  },
  today: {
    zh: '条件中的“今天”只用于存量的“日期 ≤ 今天”',
    en: 'In conditions “today” is only computed for stocks, as “date ≤ today”',
  },
  unitOperand: {
    zh: '单位属性只与固定值比较',
    en: 'Attributes of units are only compared with fixed values',
  },
} as const satisfies Record<string, Bilingual>;

export function unsupported(definition: TermDefinition, reason: Bilingual): UnsupportedTerm {
  return Object.freeze({ kind: 'unsupported', definition, reason });
}
