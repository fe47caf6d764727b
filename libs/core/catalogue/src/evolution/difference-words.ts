import type { Bilingual } from '#core/kernel';
import type { Change, Difference } from './difference.js';
import type { Part, PartKind } from './parts.js';

const PARTS: Readonly<Record<PartKind, Bilingual>> = {
  type: { zh: '记录类型', en: 'record type' },
  field: { zh: '字段', en: 'field' },
  rule: { zh: '规则', en: 'rule' },
  list: { zh: '代码表', en: 'code list' },
  value: { zh: '选项', en: 'value' },
  parameter: { zh: '参数', en: 'parameter' },
  measure: { zh: '度量', en: 'measure' },
  indicator: { zh: '指标', en: 'indicator' },
  target: { zh: '目标', en: 'target' },
};

const DEEDS: Readonly<Record<Difference['what'], Bilingual>> = {
  added: { zh: '新增', en: 'is new' },
  removed: { zh: '取消', en: 'is gone' },
  changed: { zh: '改动', en: 'changes' },
};

const ASPECTS: Readonly<Record<string, Bilingual>> = {
  label: { zh: '名称', en: 'label' },
  lifecycle: { zh: '类别', en: 'lifecycle' },
  enteredAt: { zh: '填报层级', en: 'levels that enter it' },
  naturalKey: { zh: '唯一标识', en: 'natural key' },
  travel: { zh: '上报层级', en: 'height' },
  time: { zh: '计数日期', en: 'time' },
  period: { zh: '报告期', en: 'period' },
  down: { zh: '下发', en: 'travels down' },
  type: { zh: '数据类型', en: 'kind' },
  required: { zh: '必填', en: 'required' },
  unit: { zh: '计量单位', en: 'unit' },
  enum: { zh: '代码表', en: 'code list' },
  ref: { zh: '指向', en: 'points to' },
  min: { zh: '最小值', en: 'lower bound' },
  max: { zh: '最大值', en: 'upper bound' },
  personal: { zh: '个人信息', en: 'personal' },
  derived: { zh: '自动计算', en: 'derived' },
  value: { zh: '数值', en: 'value' },
  stretch: { zh: '争取值', en: 'stretch' },
  basis: { zh: '依据', en: 'basis' },
  per: { zh: '计算层级', en: 'level' },
  scope: { zh: '范围', en: 'scope' },
  terms: { zh: '计数项', en: 'terms' },
  kind: { zh: '结果类型', en: 'kind of result' },
  missing: { zh: '未知值处理', en: 'what is not known' },
  group: { zh: '分组', en: 'group' },
  better: { zh: '方向', en: 'direction' },
  dims: { zh: '细分', en: 'split by' },
};

/** Longer texts are definitions: that they have changed is said, and both are given beside the sentence. */
const SHOWN_CHARACTERS_MAX = 60;

/** One sentence about one difference. */
export function sayDifference(
  what: Difference['what'],
  part: Part,
  owner: Part | undefined,
  changes: readonly Change[],
): Bilingual {
  const say = (language: keyof Bilingual): string => {
    const name = `${PARTS[part.kind][language]}“${part.label[language]}”`;
    const told = changes.map((change) => sayChange(language, change)).join(language === 'zh' ? ',' : ', ');
    if (language === 'zh') {
      const within = owner ? `“${owner.label.zh}”的` : '';
      return `${within}${name}${DEEDS[what].zh}${told && `:${told}`}`;
    }
    const spaced = `${PARTS[part.kind].en} “${part.label.en}”${owner ? ` of “${owner.label.en}”` : ''}`;
    return `${spaced} ${DEEDS[what].en}${told && `: ${told}`}`;
  };
  return { zh: say('zh'), en: say('en') };
}

function sayChange(language: keyof Bilingual, { aspect, before, after }: Change): string {
  const name = ASPECTS[aspect]?.[language] ?? aspect;
  const shown = [before, after].map((text) => text ?? '—');
  return shown.some((text) => text.length > SHOWN_CHARACTERS_MAX) ? name : `${name} ${shown.join(' → ')}`;
}
