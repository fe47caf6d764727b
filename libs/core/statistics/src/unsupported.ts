import type { TermDefinition } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import type { UnsupportedTerm } from './compiled-indicator.js';

/** Parts of the language that are read and checked but not computed, with the words for whoever asks for them. */
export const UNSUPPORTED = {
  measure: { zh: '暂不计算派生指标项', en: 'Derived measures are not computed yet' },
  countDistinct: { zh: '暂不计算去重计数', en: 'Distinct counts are not computed yet' },
  last: { zh: '暂不计算最新值', en: 'Newest values are not computed yet' },
  'report-status': { zh: '暂不计算应报与已报情况', en: 'Reporting status is not computed yet' },
  'sync-status': { zh: '暂不计算节点同步情况', en: 'Sync status is not computed yet' },
  region: { zh: '区划单位暂只能按当日现状计数', en: 'Units are only counted as they are on the day' },
  parameter: { zh: '条件中的参数暂不计算', en: 'Parameters in conditions are not computed yet' },
  today: {
    zh: '条件中的“今天”暂只用于存量的“日期 ≤ 今天”',
    en: 'In conditions “today” is only computed for stocks, as “date ≤ today”',
  },
  entityWindow: { zh: '存续类记录暂只计算存量', en: 'Entities are only counted as stocks' },
  unitOperand: {
    zh: '单位属性暂只与固定值比较',
    en: 'Attributes of units are only compared with fixed values',
  },
} as const satisfies Record<string, Bilingual>;

export function unsupported(definition: TermDefinition, reason: Bilingual): UnsupportedTerm {
  return Object.freeze({ kind: 'unsupported', definition, reason });
}
