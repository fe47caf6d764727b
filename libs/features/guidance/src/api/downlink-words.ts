import type { Bilingual } from '#core/kernel';

/** What of a log a sentence is made of. */
export interface LogState {
  readonly issuer: string;
  readonly unit: string;
  readonly seq: number;
  readonly waiting: number;
  readonly marked: number;
  readonly fault: string | null;
  readonly faultSeq: number | null;
}

const FAULTS: Readonly<Record<string, Bilingual>> = {
  gap: { zh: '前面有缺失', en: 'something before it is missing' },
  fork: { zh: '与已收到的不同', en: 'it is not the one that is held there' },
  signer: { zh: '签名者无权代表该单位', en: 'its signer may not speak for the issuer' },
  signature: { zh: '不是签发单位签署的原文', en: 'it is not what the issuer has signed' },
  issuer: { zh: '签发单位不是上级', en: 'its issuer is not a unit above' },
};

const UNKNOWN: Bilingual = { zh: '无法核实', en: 'it does not prove itself' };

const wordsOf = (fault: string): Bilingual => FAULTS[fault] ?? UNKNOWN;

/** One sentence about a log, the worst first. */
export function sentenceOf({ issuer, unit, seq, waiting, marked, fault, faultSeq }: LogState): Bilingual {
  const zh = `${issuer} 下达给 ${unit} 的 ${seq} 条已收到`;
  const en = `${seq} directives from ${issuer} to ${unit} are held`;
  if (fault !== null) {
    const why = wordsOf(fault);
    const at = faultSeq ?? seq + 1;
    return {
      zh: `${zh};第 ${at} 条被拒收:${why.zh},其后的未采用`,
      en: `${en}; number ${at} was refused: ${why.en}, and nothing behind it is in use`,
    };
  }
  if (marked > 0)
    return {
      zh: `${zh};其中 ${marked} 条本节点无法执行,已原样保存并转发`,
      en: `${en}; ${marked} of them cannot be acted by here: they are kept and passed on`,
    };
  if (waiting > 0)
    return {
      zh: `${zh};其中 ${waiting} 条等待其文件`,
      en: `${en}; ${waiting} of them wait for their document`,
    };
  return { zh: `${zh},全部有效`, en: `${en}, all in force` };
}

export interface LinkState {
  readonly hasParent: boolean;
  readonly heardAt: Date | null;
  readonly refused: { readonly log: string; readonly seq: number; readonly fault: string } | null;
}

/** One sentence about the way from the parent. What is held stays in force, whether or not the parent is there. */
export function linkSentence({ hasParent, heardAt, refused }: LinkState): Bilingual {
  if (!hasParent) return { zh: '本节点没有上级', en: 'Nothing is above this node' };
  if (!heardAt)
    return {
      zh: '还没有从上级收到过任何内容',
      en: 'Nothing has been heard from the parent yet',
    };
  const at = heardAt.toISOString();
  const zh = `上级最近一次应答于 ${at};已收到的内容一直有效`;
  const en = `The parent last answered at ${at}; what is held stays in force`;
  if (!refused) return { zh, en };
  const why = wordsOf(refused.fault);
  return {
    zh: `${zh};最近一次拒收:${refused.log} 第 ${refused.seq} 条,${why.zh}`,
    en: `${en}; last refused was number ${refused.seq} of ${refused.log}: ${why.en}`,
  };
}
