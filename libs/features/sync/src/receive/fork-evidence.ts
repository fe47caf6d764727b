import type { Level } from '#core/kernel';
import { encodeFrame, genesis, lastCommonSeq, redactFor, type VerifiedSigner } from '#core/protocol';
import { chainsAt, putFork, type OriginRow, type Sql } from '#platform/storage';
import type { SoundSegment } from './segment-check.js';

/** A segment that is whole and signed, and does not fit the log that is held here. */
export interface FoundFork {
  readonly item: SoundSegment;
  readonly origin: OriginRow;
}

/**
 * Keeps the other end of a log beside the one that is held, for an operator and for an auditor: as it was signed, but for
 * sections that this level may not hold. Gives the logs of which there is something new.
 */
export async function keepForks(
  tx: Sql,
  forks: readonly FoundFork[],
  { sender, level }: { readonly sender: VerifiedSigner; readonly level: Level },
): Promise<OriginRow[]> {
  const kept: OriginRow[] = [];
  for (const { item, origin } of forks) {
    const { segment, head } = item;
    const entries = segment.entries.map((entry) => redactFor(level, entry));
    const isNew = await putFork(tx, {
      originId: origin.id,
      other: { seq: head.seq, chain: head.chain, ...segment.checkpoint },
      sender: sender.unit,
      commonSeq: await commonSeqOf(tx, item, origin),
      segment: encodeFrame([{ ...segment, entries }]),
    });
    if (isNew) kept.push(origin);
  }
  return kept;
}

async function commonSeqOf(
  tx: Sql,
  { segment, chains }: SoundSegment,
  origin: OriginRow,
): Promise<number | null> {
  const seqs = Array.from({ length: chains.length + 1 }, (_, index) => segment.from - 1 + index);
  const held = await chainsAt(
    tx,
    seqs.map((seq) => ({ originId: origin.id, seq })),
  );
  return lastCommonSeq(segment, chains, (seq) =>
    seq === 0 ? genesis(origin) : held.get(`${origin.id}:${seq}`),
  );
}
