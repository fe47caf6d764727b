import { SilianError } from '#core/kernel';
import { chainsOf, genesis, isDigest, type Head, type Segment } from '#core/protocol';
import { chainsAt, type OriginRow, type Sql } from '#platform/storage';
import { readLog } from '../heads/head-questions.js';

/** Logs of one unit that goes back: more than the largest street has. */
const RETURNED_LOGS_MAX = 20_000;

/** Where a log ends at the node that gives it back, and how many of its entries are not whole there either. */
export interface ReturnedHead extends Head {
  readonly withheld: number;
}

/** Throws `body_invalid`. */
export function readReturnedHeads(value: unknown): ReturnedHead[] {
  const { heads } = (value ?? {}) as { heads?: unknown };
  if (!Array.isArray(heads) || heads.length > RETURNED_LOGS_MAX) throw new SilianError('body_invalid');
  return heads.map((head: unknown) => {
    const { seq, chain, withheld } = (head ?? {}) as Partial<Record<keyof ReturnedHead, unknown>>;
    const sound = Number.isSafeInteger(seq) && isDigest(chain) && Number.isSafeInteger(withheld);
    if (!sound) throw new SilianError('body_invalid');
    return { ...readLog(head), seq: seq as number, chain, withheld: withheld as number };
  });
}

/** True where a segment says the same as what is held in its place: its chain begins and ends as the one here does. */
export async function sameAsHeld(tx: Sql, log: OriginRow, segment: Segment): Promise<boolean> {
  const before = segment.from - 1;
  const last = before + segment.entries.length;
  const held = await chainsAt(tx, [
    { originId: log.id, seq: before },
    { originId: log.id, seq: last },
  ]);
  const begins = before === 0 ? genesis(segment) : held.get(`${log.id}:${before}`);
  return begins === segment.prevChain && held.get(`${log.id}:${last}`) === chainsOf(segment).at(-1);
}
