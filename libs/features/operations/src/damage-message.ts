import { fill, type Bilingual } from '#core/kernel';
import type { DamageCount } from '#platform/storage';

const MENDING = {
  zh: '{logs} 个日志的存储记录被改动或缺失(最先发现:{origin},{at}),正从上下级节点自动修复',
  en: 'Stored entries of {logs} logs were altered or are missing (first found: {origin}, {at}); they are being mended from the nodes above and below',
};

const WAITING = {
  zh: '{logs} 个日志的存储记录被改动或缺失(最先发现:{origin},{at}),已向其他节点请求 {attempts} 次仍无法修复,请检查上下级节点是否在线',
  en: 'Stored entries of {logs} logs were altered or are missing (first found: {origin}, {at}); other nodes were asked {attempts} times in vain: see whether the nodes above and below are there',
};

/** After so many vain attempts a person should look. */
const ATTEMPTS_MAX = 3;

/** One sentence for the operator; null while nothing is damaged. */
export function damageMessage({ logs, first }: DamageCount): Bilingual | null {
  if (!first) return null;
  const { origin, foundAt, attempts } = first;
  const text = attempts > ATTEMPTS_MAX ? WAITING : MENDING;
  return fill(text, { logs, origin, at: foundAt.toISOString(), attempts });
}
