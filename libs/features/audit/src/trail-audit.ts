import { TrailVerification, type TrailFault, type TrailPlace } from '#core/protocol';
import { readTrailHead, trailEntriesAfter, type Sql } from '#platform/storage';
import { StoredSigners } from '#features/ledger';

/** Entries read at once: bounds the memory of whoever checks. */
const BATCH_SIZE = 1_000;

export interface AuditedTrail {
  readonly entries: number;
  readonly signatures: number;
  readonly fault: TrailFault | undefined;
}

/** Follows a node's trail from its genesis to its head, or to its first fault: for an auditor who has the root key. */
export async function auditTrail(
  tx: Sql,
  unit: string,
  trustRoot: string,
  anchor?: TrailPlace,
): Promise<AuditedTrail> {
  const signers = new StoredSigners(tx, trustRoot);
  const verification = new TrailVerification(unit, signers.book, anchor);
  let fault: TrailFault | undefined;
  let entries = 0;
  while (!fault) {
    const batch = await trailEntriesAfter(tx, verification.at.seq, BATCH_SIZE);
    if (batch.length === 0) break;
    await signers.fetch(batch);
    for (const entry of batch) {
      entries += 1;
      fault = verification.take(entry);
      if (fault) break;
    }
  }
  fault ??= verification.end(await readTrailHead(tx));
  return { entries, signatures: verification.signatures, fault };
}
