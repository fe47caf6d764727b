import { forkFault, genesis, SEGMENT_ENTRIES_MAX, type SpeaksFor } from '#core/protocol';
import { chainsAt, findForks, type ForkRow, type Sql } from '#platform/storage';
import type { ChainFault } from './log-audit.js';
import type { StoredSigners } from './stored-signers.js';

/** Proves again every end that was kept because it does not fit a log. The logs themselves were followed before. */
export async function auditForks(
  tx: Sql,
  signers: StoredSigners,
  speaksFor: SpeaksFor,
): Promise<{ readonly forks: number; readonly faults: readonly ChainFault[] }> {
  const forks = await findForks(tx);
  await signers.fetch(forks.map(({ other }) => other));
  const faults: ChainFault[] = [];
  for (const fork of forks) {
    const fault = forkFault(fork, await heldChains(tx, fork), signers.book, speaksFor);
    if (!fault) continue;
    const { origin, epoch, lane, held } = fork;
    faults.push({ origin, epoch, lane, seq: fault.seq, rule: fault.rule, of: held.seq });
  }
  return { forks: forks.length, faults };
}

/** This node's chains at every place that the kept segment covers, and where the log ended then. */
async function heldChains(tx: Sql, fork: ForkRow): Promise<(seq: number) => string | undefined> {
  const { originId, other, held } = fork;
  const seqs = Array.from({ length: SEGMENT_ENTRIES_MAX + 1 }, (_, back) => other.seq - back);
  const places = [...seqs, held.seq].filter((seq) => seq > 0).map((seq) => ({ originId, seq }));
  const chains = await chainsAt(tx, places);
  return (seq) => (seq === 0 ? genesis(fork) : chains.get(`${originId}:${seq}`));
}
