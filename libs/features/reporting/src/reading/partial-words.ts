import type { Bilingual } from '#core/kernel';

/** Figures of several units that each count different values are added. */
export const DOUBLE_COUNT: Bilingual = {
  zh: '由下级各自去重后的数相加,跨单位的同一对象可能重复计数',
  en: 'Added from units that each count every one once: who is in several of them may be counted twice',
};

/** Why a figure whose records stay below is not known here. */
export const partialReasons = {
  within: (unit: string): Bilingual => ({
    zh: `该指标涉及的记录不上传到本级,本级只有 ${unit} 的汇总数,不知其内部各单位的数`,
    en: `The records behind this indicator do not rise to this level: it is known for ${unit} as a whole only`,
  }),
  missing: (unit: string): Bilingual => ({
    zh: `记录不上传到本级,而 ${unit} 所属节点的汇总数尚未收到`,
    en: `The records do not rise to this level, and no partial figures have come yet for ${unit}`,
  }),
  arriving: (unit: string): Bilingual => ({
    zh: `${unit} 的汇总数正在上传,尚未收齐`,
    en: `The partial figures of ${unit} are still coming in`,
  }),
  catalogue: (unit: string, theirs: string, ours: string): Bilingual => ({
    zh: `${unit} 的汇总数按目录版本 ${theirs} 计算,与本级的 ${ours} 不同,不能合并`,
    en: `The partial figures of ${unit} were counted with catalogue ${theirs}, not with ${ours}: they are not mixed`,
  }),
  fault: (unit: string): Bilingual => ({
    zh: `${unit} 送来的汇总数中有不能使用的内容`,
    en: `Some of the partial figures that ${unit} sent cannot be used`,
  }),
  borders: (unit: string): Bilingual => ({
    zh: `有单位划入或划出 ${unit},其汇总数只能按当日区划查看`,
    en: `Units have moved into ${unit} or out of it: its partial figures are known in the units of the day only`,
  }),
  smallGroups: (unit: string): Bilingual => ({
    zh: `为保护个人,${unit} 不上报过小的分组`,
    en: `To protect persons, ${unit} does not tell small groups apart`,
  }),
};
