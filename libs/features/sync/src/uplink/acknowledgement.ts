import { logKey, SENDER_STATES, type SenderEvent, type SenderState } from '#core/protocol';
import { chainsAt, type Acknowledgement, type Sql } from '#platform/storage';
import { LinkError } from '#features/nodes';
import type { LogAnswer } from './answer-reading.js';
import type { Portion } from './frame-assembly.js';

/** What was sent of a log, and what the parent says of it. */
export interface AnsweredPortion {
  readonly portion: Portion;
  readonly answer: LogAnswer;
}

/** What the parent's answer means for each log that was sent, however it came here. */
export interface JudgedAnswer {
  readonly answered: readonly AnsweredPortion[];
  readonly ownChain: OwnChain;
  readonly acknowledged: readonly Acknowledgement[];
}

export async function judgeAnswer(
  sql: Sql,
  portions: readonly Portion[],
  answers: readonly LogAnswer[],
): Promise<JudgedAnswer> {
  const answered = pair(portions, answers);
  const ownChain = await readOwnChains(sql, answered);
  const acknowledged = answered.map((item) => acknowledge(item, ownChain(item)));
  return { answered, ownChain, acknowledged };
}

/** Finds the answer to each log that was sent. What is said of others is none of the answer's business. */
function pair(portions: readonly Portion[], answers: readonly LogAnswer[]): AnsweredPortion[] {
  const byLog = new Map(answers.map((answer) => [logKey(answer), answer]));
  return portions.map((portion) => {
    const answer = byLog.get(logKey(portion.supply.log));
    if (!answer) throw new LinkError('answer_unreadable:head');
    return { portion, answer };
  });
}

/** The chain that this node itself has where the parent says that it stands; undefined beyond its own head. */
export type OwnChain = (answered: AnsweredPortion) => string | undefined;

/** Reads them where they are not at hand: after all went well they are. */
async function readOwnChains(sql: Sql, answered: readonly AnsweredPortion[]): Promise<OwnChain> {
  const atHand = ({ portion, answer: { seq, chain } }: AnsweredPortion): string | undefined => {
    const { supply, last } = portion;
    if (seq === 0) return chain;
    if (seq === last.seq) return last.chain;
    return seq === supply.log.ackedSeq ? supply.prevChain : undefined;
  };
  const places = answered
    .filter((item) => atHand(item) === undefined)
    .map(({ portion, answer }) => ({ originId: portion.supply.log.originId, seq: answer.seq }));
  const read = places.length === 0 ? new Map<string, string>() : await chainsAt(sql, places);
  return (item) => atHand(item) ?? read.get(`${item.portion.supply.log.originId}:${item.answer.seq}`);
}

/**
 * What the parent's answer means for a log. Its head is the truth, also where it went back, as long as it lies on this
 * node's own chain. `ownChain` is undefined where the parent holds more than this node: it has compared what was sent,
 * and took it for its own.
 */
export function acknowledge(answered: AnsweredPortion, ownChain: string | undefined): Acknowledgement {
  const { portion, answer } = answered;
  const { originId, ackedSeq, knownSigner } = portion.supply.log;
  const event = eventOf(answered, ownChain);
  const next = SENDER_STATES[stateOf(answered)][event];
  // A head of a log that is damaged there says nothing.
  const onOwnChain = ownChain !== undefined && event !== 'forked' && event !== 'damaged';
  if (next === 'stopped') {
    const refusedCode = event === 'forked' ? forkCode(answer) : answer.refusedCode;
    const stays = onOwnChain ? answer.seq : ackedSeq;
    return { originId, fromSeq: ackedSeq, ackedSeq: stays, knownSigner, refusedCode };
  }
  return {
    originId,
    fromSeq: ackedSeq,
    ackedSeq: onOwnChain ? answer.seq : portion.last.seq,
    knownSigner: next === 'introducing' ? null : answer.signer,
    refusedCode: null,
  };
}

/** A head that is not ours is a fork, even where the parent speaks of something that would cure itself. */
function forkCode({ refusedCode }: LogAnswer): string {
  const curable = refusedCode === 'frame_gap' || refusedCode === 'certificate_needed';
  return curable || refusedCode === null ? 'frame_fork' : refusedCode;
}

/** A stopped log is not sent; one that is tried again is what it was before. */
function stateOf({ portion }: AnsweredPortion): SenderState {
  return portion.supply.log.knownSigner === null ? 'introducing' : 'following';
}

function eventOf({ portion, answer }: AnsweredPortion, ownChain: string | undefined): SenderEvent {
  const { ackedSeq } = portion.supply.log;
  if (answer.refusedCode === 'log_damaged') return 'damaged';
  if (ownChain !== undefined && ownChain !== answer.chain) return 'forked';
  if (answer.refusedCode === 'frame_gap') return answer.seq === ackedSeq ? 'gap_unmoved' : 'went_back';
  if (answer.refusedCode === 'certificate_needed') return 'signer_unknown';
  if (answer.refusedCode !== null) return 'refused';
  if (ownChain === undefined || answer.seq > ackedSeq) return 'advanced';
  return answer.seq === ackedSeq ? 'unmoved' : 'went_back';
}

/** False where the answer changed nothing: sending the same again at once would spin. */
export function movedOn(portions: readonly Portion[], acknowledged: readonly Acknowledgement[]): boolean {
  const logs = new Map(portions.map(({ supply: { log } }) => [log.originId, log]));
  return acknowledged.some(({ originId, refusedCode, ackedSeq, knownSigner }) => {
    const log = logs.get(originId);
    return refusedCode !== null || ackedSeq !== log?.ackedSeq || knownSigner !== log.knownSigner;
  });
}
