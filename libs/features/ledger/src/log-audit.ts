import { LogVerification, type LogFault, type LogId, type LogRule, type SpeaksFor } from '#core/protocol';
import { entriesAfter, type OriginRow, type Sql } from '#platform/storage';
import type { StoredSigners } from './stored-signers.js';

/** Entries read at once: bounds the audit's memory. */
const BATCH_SIZE = 1_000;

export interface ChainFault extends LogId {
  readonly seq: number;
  readonly rule: LogRule;
  /** How long the log is by its head. */
  readonly of: number;
}

export interface AuditedLog {
  readonly entries: number;
  readonly checkpoints: number;
  readonly fault: ChainFault | undefined;
}

/** Follows one stored log from its genesis to its head, or to its first fault. */
export async function auditLog(
  tx: Sql,
  origin: OriginRow,
  signers: StoredSigners,
  speaksFor: SpeaksFor,
): Promise<AuditedLog> {
  const verification = new LogVerification(origin, signers.book, undefined, speaksFor);
  let entries = 0;
  let fault: LogFault | undefined;
  while (!fault) {
    const after = { originId: origin.id, seq: verification.at.seq };
    const batch = await entriesAfter(tx, [after], BATCH_SIZE);
    if (batch.length === 0) break;
    await signers.fetch(batch);
    for (const entry of batch) {
      entries += 1;
      // A certificate must have held when the entry came. That it has ended since takes nothing from what it signed.
      fault = verification.take(entry, entry.storedAt);
      if (fault) break;
    }
  }
  const head = { seq: origin.headSeq, chain: origin.headChain, signer: origin.signer };
  fault ??= verification.end(head);
  return { entries, checkpoints: verification.checkpoints, fault: fault && named(origin, fault) };
}

function named({ origin, epoch, lane, headSeq }: OriginRow, { seq, rule }: LogFault): ChainFault {
  return { origin, epoch, lane, seq, rule, of: headSeq };
}
