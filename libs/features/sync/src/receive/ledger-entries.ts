import { parseHeader, type Segment } from '#core/protocol';
import type { OriginRow } from '#platform/storage';
import type { LedgerEntry } from '#features/ledger';

/** The entries of a segment as they go into the ledger, but for the first `known`. The last one keeps the checkpoint. */
export function ledgerEntriesOf(
  { from, entries, checkpoint }: Segment,
  chains: readonly string[],
  { id, origin, local }: OriginRow,
  known = 0,
): LedgerEntry[] {
  return entries.slice(known).map((entry, index) => {
    const at = known + index;
    const header = parseHeader(entry.header);
    const signed = at === entries.length - 1 ? checkpoint : { signer: null, signature: null };
    return {
      ...entry,
      origin,
      originId: id,
      local,
      seq: from + at,
      chain: chains[at] ?? '',
      record: header?.record ?? null,
      version: header?.version ?? null,
      naturalKey: null,
      signer: signed.signer,
      signature: signed.signature,
    };
  });
}
