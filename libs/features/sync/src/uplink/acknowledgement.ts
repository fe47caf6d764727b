import { chainsAt, type Acknowledgement, type Sql } from '#platform/storage';
import { keyOf, type LogAnswer } from './answer-reading.js';
import type { Portion } from './frame-assembly.js';
import { LinkError } from './link-error.js';

/** What was sent of a log, and what the parent says of it. */
interface AnsweredPortion {
  readonly portion: Portion;
  readonly answer: LogAnswer;
}

/** What the parent's answer means for each log that was sent, however it came here. */
export async function acknowledgements(
  sql: Sql,
  portions: readonly Portion[],
  answers: readonly LogAnswer[],
): Promise<Acknowledgement[]> {
  const answered = pair(portions, answers);
  const ownChain = await readOwnChains(sql, answered);
  return answered.map((item) => acknowledge(item, ownChain(item)));
}

/** Finds the answer to each log that was sent. What is said of others is none of the answer's business. */
function pair(portions: readonly Portion[], answers: readonly LogAnswer[]): AnsweredPortion[] {
  const byLog = new Map(answers.map((answer) => [keyOf(answer), answer]));
  return portions.map((portion) => {
    const answer = byLog.get(keyOf(portion.supply.log));
    if (!answer) throw new LinkError('answer_unreadable:head');
    return { portion, answer };
  });
}

/** The chain that this node itself has where the parent says that it stands; undefined beyond its own head. */
type OwnChain = (answered: AnsweredPortion) => string | undefined;

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
 * node's own chain: a head that does not is a fork, whatever else the parent says.
 */
function acknowledge(answered: AnsweredPortion, ownChain: string | undefined): Acknowledgement {
  const { portion, answer } = answered;
  const { originId, ackedSeq, knownSigner } = portion.supply.log;
  const stays = { originId, ackedSeq, knownSigner };
  const code = standingRefusal(answered);
  if (ownChain === undefined) {
    // The parent holds more than this node. It has compared what was sent, and took it for its own.
    return code === null ? moved(answered, portion.last.seq) : { ...stays, refusedCode: code };
  }
  if (ownChain !== answer.chain) return { ...stays, refusedCode: code ?? 'frame_fork' };
  return code === null ? moved(answered, answer.seq) : { ...stays, ackedSeq: answer.seq, refusedCode: code };
}

function moved({ portion, answer }: AnsweredPortion, ackedSeq: number): Acknowledgement {
  const knownSigner = answer.refusedCode === 'certificate_needed' ? null : answer.signer;
  return { originId: portion.supply.log.originId, ackedSeq, knownSigner, refusedCode: null };
}

/**
 * The refusal that stops this log until an operator has looked at it. Two cure themselves with the next frame, but only
 * where that one can be different: a log must not be sent for ever, and in vain.
 */
function standingRefusal({ portion, answer }: AnsweredPortion): string | null {
  const { log } = portion.supply;
  const code = answer.refusedCode;
  if (code === 'frame_gap' && answer.seq !== log.ackedSeq) return null;
  if (code === 'certificate_needed' && log.knownSigner !== null) return null;
  return code;
}

/** False where the answer changed nothing: sending the same again at once would spin. */
export function movedOn(portions: readonly Portion[], acknowledged: readonly Acknowledgement[]): boolean {
  const logs = new Map(portions.map(({ supply: { log } }) => [log.originId, log]));
  return acknowledged.some(({ originId, refusedCode, ackedSeq, knownSigner }) => {
    const log = logs.get(originId);
    return refusedCode !== null || ackedSeq !== log?.ackedSeq || knownSigner !== log.knownSigner;
  });
}
