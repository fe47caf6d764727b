import { genesis, logKey } from '#core/protocol';
import { chainsAt, findLinkHeads, lockOrigins, putAcknowledgements, type Sql } from '#platform/storage';
import { judgeAnswer } from '../uplink/acknowledgement.js';
import type { LogAnswer } from '../uplink/answer-reading.js';
import type { Portion } from '../uplink/frame-assembly.js';

/**
 * Writes down what a bundle says the parent holds; gives how many more entries are acknowledged now. A bundle may be
 * old, which an answer over the link is not: what it says of places before those acknowledged since is passed over. A
 * gap is not: the parent may have been restored, and to send again costs nothing but time. `refused` remembers the logs
 * that this bundle has said a refusal of, since all that follows it is a gap.
 */
export async function applyAnswers(
  tx: Sql,
  answers: readonly LogAnswer[],
  refused: Set<string>,
): Promise<number> {
  const portions = await readPortions(tx, answers);
  const logs = new Map(portions.map((portion) => [logKey(portion.supply.log), portion]));
  const current = answers.filter((answer) => {
    const ackedSeq = logs.get(logKey(answer))?.supply.log.ackedSeq;
    if (ackedSeq === undefined || refused.has(logKey(answer))) return false;
    return answer.seq >= ackedSeq || answer.refusedCode === 'frame_gap';
  });
  for (const answer of answers) if (answer.refusedCode !== null) refused.add(logKey(answer));
  if (current.length === 0) return 0;
  const named = new Set(current.map(logKey));
  const asked = portions.filter(({ supply }) => named.has(logKey(supply.log)));
  const { acknowledged } = await judgeAnswer(tx, asked, current);
  await putAcknowledgements(tx, acknowledged);
  const before = new Map(asked.map(({ supply: { log } }) => [log.originId, log.ackedSeq]));
  return acknowledged.reduce((sum, { originId, ackedSeq }) => {
    return sum + Math.max(0, ackedSeq - (before.get(originId) ?? 0));
  }, 0);
}

/** The logs as if all of them had just been sent: from where they were acknowledged up to this node's own head. */
async function readPortions(tx: Sql, answers: readonly LogAnswer[]): Promise<Portion[]> {
  const origins = await lockOrigins(tx, answers);
  if (origins.length === 0) return [];
  const heads = await findLinkHeads(
    tx,
    origins.map(({ id }) => id),
  );
  const places = origins.map(({ id }) => ({ originId: id, seq: heads.get(id)?.ackedSeq ?? 0 }));
  const chains = await chainsAt(tx, places);
  return origins.flatMap((origin) => {
    const { ackedSeq, knownSigner } = heads.get(origin.id) ?? { ackedSeq: 0, knownSigner: null };
    // A node that lost the end of its own log cannot compare what is said of it.
    if (ackedSeq > origin.headSeq) return [];
    const prevChain = ackedSeq === 0 ? genesis(origin) : (chains.get(`${origin.id}:${ackedSeq}`) ?? '');
    const log = { ...origin, originId: origin.id, ackedSeq, knownSigner };
    const last = { seq: origin.headSeq, chain: origin.headChain, signer: origin.signer };
    return { supply: { log, prevChain, entries: [] }, segments: [], last };
  });
}
