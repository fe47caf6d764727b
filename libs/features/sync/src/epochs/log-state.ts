import { fill, type Bilingual } from '#core/kernel';

/** What a node knows of one log that it holds. */
export interface LogFacts {
  /** True where this node writes it. */
  readonly local: boolean;
  /** The last entry that goes up, where an operator has closed it. */
  readonly abandonedAfter: number | null;
  readonly frozenCode: string | null;
  /** The parent's refusal, where one stands. */
  readonly refusedCode: string | null;
  /** Other ends of it that have come from below. */
  readonly forks: number;
  /** The newest epoch of its unit that holds anything; 0 where none does. */
  readonly newestEpoch: number;
  readonly epoch: number;
}

/**
 * sound       nothing stands in its way
 * refused     the parent does not take it, and says why
 * forked      two ends of it were signed: what does not fit is not taken until an operator opens the next epoch
 * superseded  its unit goes on in a later epoch; both ends are kept
 * frozen      nothing is taken of it until an operator has decided
 */
export const LOG_STATES = ['sound', 'refused', 'forked', 'superseded', 'frozen'] as const;
export type LogState = (typeof LOG_STATES)[number];

const FORK_CODES: ReadonlySet<string | null> = new Set(['frame_fork', 'origin_frozen']);

export function logStateOf(facts: LogFacts): LogState {
  if (facts.abandonedAfter !== null) return 'superseded';
  if (facts.forks > 0) return facts.newestEpoch > facts.epoch ? 'superseded' : 'forked';
  if (facts.frozenCode !== null) return 'frozen';
  if (facts.refusedCode === null) return 'sound';
  return facts.local && FORK_CODES.has(facts.refusedCode) ? 'forked' : 'refused';
}

const SENTENCES: Readonly<Record<LogState, Bilingual>> = {
  sound: { zh: '日志完好', en: 'The log is sound' },
  refused: { zh: '上级拒收此日志:{code}', en: 'The parent refuses this log: {code}' },
  forked: {
    zh: '下级送来同一日志的另一个结尾;本节点保留自己持有的一支,另一支存证未收。请由该单位节点的操作员开启新一期',
    en: 'Another end of the same log has come from below. The one held here stays and counts; the other is kept as evidence and not taken. The operator of the unit’s own node has to open the next epoch',
  },
  superseded: {
    zh: '该单位已在新一期日志中继续;两个结尾都已保留备查',
    en: 'The unit goes on in a later epoch; both ends are kept',
  },
  frozen: { zh: '此日志已冻结:{code}', en: 'This log is frozen: {code}' },
};

/** At the node that writes it, a log that has parted reads in another way. */
const PARTED: Bilingual = {
  zh: '上级持有此日志的另一个结尾,不再接收本节点的后续。请操作员开启新一期;已保存的记录不会丢失',
  en: 'The parent holds another end of this log and takes nothing more of it. Open the next epoch; what was saved is not lost',
};

export function sentenceOf(facts: LogFacts): Bilingual {
  const state = logStateOf(facts);
  if (state === 'forked' && facts.local) return PARTED;
  return fill(SENTENCES[state], { code: facts.refusedCode ?? facts.frozenCode ?? '-' });
}
