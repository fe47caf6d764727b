import { fill, type Bilingual } from '#core/kernel';
import type { PartialSource } from '#platform/storage';

const UNUSABLE = {
  zh: '{unit} 上报的部分数字无法使用({fault}):请核对两端的版本和目录,下级重新汇总后自动恢复',
  en: 'Some figures that came from {unit} cannot be used ({fault}): compare versions and catalogues at both ends; they are right again when the node below begins anew',
};

const BEHIND = {
  zh: '{units} 个单位的汇总数字上级尚未收到(最早:{unit},自 {at} 起),恢复连接后自动补送',
  en: 'The parent has not got the newest figures of {units} units (first: {unit}, since {at}); they follow when the link is back',
};

const COMING = {
  zh: '{unit} 的汇总数字正在接收',
  en: 'The figures of {unit} are coming in',
};

/**
 * One sentence for the operator about figures that rise where their records must not, of all that may be said the one that asks
 * most of a person; null where every node has what it should have.
 */
export function partialsMessage(sources: readonly PartialSource[]): Bilingual | null {
  const unusable = sources.find(({ fault }) => fault !== null);
  if (unusable) return fill(UNUSABLE, { unit: unusable.unit, fault: unusable.fault ?? '' });
  const behind = sources
    .filter(isBehind)
    .sort((one, other) => one.behindSince.getTime() - other.behindSince.getTime());
  const [first] = behind;
  if (first)
    return fill(BEHIND, { units: behind.length, unit: first.unit, at: first.behindSince.toISOString() });
  const coming = sources.find(({ sender, complete }) => sender !== null && !complete);
  return coming ? fill(COMING, { unit: coming.unit }) : null;
}

function isBehind(source: PartialSource): source is PartialSource & { readonly behindSince: Date } {
  return source.behindSince !== null;
}
