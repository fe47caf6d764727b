import { fill, type Bilingual } from '#core/kernel';
import {
  logKey,
  type BundleRule,
  type LogId,
  type LogRule,
  type TrailFault,
  type TrailRule,
} from '#core/protocol';

export type Checked = 'database' | 'export' | 'bundle';

/** What is wrong with a log, and where. `of` is how long the log should be, where that is known. */
export interface ToldLogFault extends LogId {
  readonly seq: number;
  readonly of?: number;
  readonly rule: LogRule;
}

/** What is wrong with a file itself. */
export interface ToldFileFault {
  readonly rule: BundleRule;
  readonly place: string;
}

/** What is wrong with the audit trail, and at which of its entries. */
export interface ToldTrailFault extends TrailFault {
  readonly trail: true;
}

/** What was looked at, up to the first fault. */
export interface Verdict {
  readonly what: Checked;
  readonly logs: number;
  readonly entries: number;
  readonly checkpoints: number;
  /** Other ends of these logs that were kept, and proven again; a file has none. */
  readonly forks?: number;
  /** Entries of the audit trail; a file has none. */
  readonly trail?: number;
  readonly fault?: ToldLogFault | ToldFileFault | ToldTrailFault;
}

const LOG_RULES: Readonly<Record<LogRule, Bilingual>> = {
  gap: { en: 'entry missing', zh: '缺少条目' },
  chain: { en: 'stored row altered', zh: '存储内容被改动' },
  certificate: { en: 'signer without a certificate that held then', zh: '签名者当时没有有效证书' },
  signature: { en: 'signature not good', zh: '签名无效' },
  head: { en: 'log ends elsewhere than its head says', zh: '日志末尾与登记的不符' },
  unsigned: { en: 'end not signed', zh: '末尾没有签名' },
  epoch: { en: 'log of the epoch before missing', zh: '缺少上一期日志' },
};

const TRAIL_RULES: Readonly<Record<TrailRule, Bilingual>> = {
  ...LOG_RULES,
  anchor: { en: 'does not lead through the place that is known', zh: '没有经过已知的位置' },
};

const FILE_RULES: Readonly<Record<BundleRule, Bilingual>> = {
  malformed: { en: 'is malformed at {place}', zh: '格式有误,位置:{place}' },
  version: { en: 'is of a version that is not known here', zh: '版本不受支持' },
  kind: { en: 'is of another kind', zh: '种类不对' },
  receiver: { en: 'is for another node', zh: '不是给这个节点的' },
  sender: { en: 'comes from nobody who may send it ({place})', zh: '发送方无权发送({place})' },
  altered: { en: 'was altered at {place}', zh: '已被改动,位置:{place}' },
  truncated: { en: 'ends early, at {place}', zh: '不完整,缺失处:{place}' },
};

const NAMES: Readonly<Record<Checked, Bilingual>> = {
  database: { en: 'database', zh: '数据库' },
  export: { en: 'export', zh: '导出文件' },
  bundle: { en: 'bundle', zh: '离线包' },
};

/** The verdict in one sentence. It names places, never content. */
export function sentenceFor({ what, fault, ...counts }: Verdict): Bilingual {
  const name = NAMES[what];
  if (!fault) {
    const { logs, entries, checkpoints, forks = 0, trail = 0 } = counts;
    const [kept, keptZh] =
      forks === 0 ? ['', ''] : [`; ${forks} other ends proven`, `;另有 ${forks} 个分叉结尾存证属实`];
    const [written, writtenZh] =
      trail === 0 ? ['', ''] : [`; audit trail of ${trail} entries`, `;审计记录 ${trail} 条`];
    return {
      en: `all ${logs} logs of the ${name.en} hold: ${entries} entries, ${checkpoints} signatures${kept}${written}`,
      zh: `校验通过:${name.zh}的 ${logs} 个日志完好,共 ${entries} 条、${checkpoints} 个签名${keptZh}${writtenZh}`,
    };
  }
  if ('trail' in fault) {
    const { en, zh } = TRAIL_RULES[fault.rule];
    return {
      en: `audit trail breaks at entry ${fault.seq} (${en})`,
      zh: `校验失败:审计记录在第 ${fault.seq} 条断开(${zh})`,
    };
  }
  if ('place' in fault) {
    const { en, zh } = fill(FILE_RULES[fault.rule], { place: fault.place });
    return { en: `the ${name.en} ${en}`, zh: `校验失败:${name.zh}${zh}` };
  }
  const { seq, of, rule } = fault;
  const log = logKey(fault);
  const [length, lengthZh] = of === undefined ? ['', ''] : [` of ${of}`, `(共 ${of} 条)`];
  return {
    en: `chain of ${log} breaks at entry ${seq}${length} (${LOG_RULES[rule].en})`,
    zh: `校验失败:${log} 的日志链在第 ${seq} 条${lengthZh}断开(${LOG_RULES[rule].zh})`,
  };
}
