import type { Place } from '#core/protocol';
import {
  advanceHeads,
  knowsRecordBehind,
  lastEntry,
  type OriginRow,
  type Sql,
  type StoredLogEntry,
} from '#platform/storage';
import type { ExaminedLog } from './examination.js';
import type { Offer } from './offer.js';

/** Where a log ends: by its head, unless that is known to say too much. */
export async function endOf(
  tx: Sql,
  { id, headSeq, headChain }: OriginRow,
  last: StoredLogEntry | undefined,
  offer: Offer | undefined,
): Promise<number> {
  if (!last) return headSeq;
  if (headSeq <= last.seq || headChain === last.chain) return last.seq;
  const isTheirs = offer?.head?.seq === last.seq && offer.head.chain === last.chain;
  return isTheirs && !(await knowsRecordBehind(tx, id, last.seq)) ? last.seq : headSeq;
}

/** A head that is not that of the last row, where the last row is proven and no other is known to be missing behind it. */
export async function mendHead(
  tx: Sql,
  { origin, attestation, end }: ExaminedLog,
): Promise<Place | undefined> {
  const last = await lastEntry(tx, origin.id);
  if (!last || last.seq < end || last.signer === null) return undefined;
  const { seq, chain, signer } = last;
  if (seq === origin.headSeq && chain === origin.headChain && signer === origin.signer) return undefined;
  const head = { origin: origin.origin, epoch: origin.epoch, lane: origin.lane, seq, chain };
  await attestation.fetch([last]);
  if (!attestation.attests(last, head)) return undefined;
  await advanceHeads(tx, [{ ...head, id: origin.id, signer }]);
  return { seq, chain };
}
