import { randomBytes } from 'node:crypto';
import { canonicalJson, SilianError, type Json } from '#core/kernel';
import {
  ENTRY_BYTES_MAX,
  entryBytes,
  entryHash,
  nextChain,
  SALT_LENGTH,
  sealEntry,
  SEGMENT_BYTES_MAX,
  SEGMENT_ENTRIES_MAX,
  signCheckpoint,
  type Head,
  type SealedEntry,
} from '#core/protocol';
import type { LedgerEntry } from '#features/ledger';
import type { NodeIdentity } from '#platform/identity';
import type { OriginRow } from '#platform/storage';
import type { Draft } from './draft.js';

const SALT_BYTES = 16;

function newSalt(): string {
  return randomBytes(SALT_BYTES).toString('base64url');
}

/** Seals a draft. Throws `record_too_large` where it would not fit an entry. */
export function sealDraft(
  draft: Draft,
  stamp: { readonly catalogue: string; readonly recordedAt: string },
): SealedEntry {
  const header = { ...draft.header, ...stamp, record: draft.record, version: draft.base + 1 };
  const entry = sealEntry(header, draft.content, newSalt);
  if (entryBytes(entry) > ENTRY_BYTES_MAX) {
    throw new SilianError('record_too_large', { limit: ENTRY_BYTES_MAX });
  }
  return entry;
}

/**
 * Seals a stored version once more under a higher number, for another log of the same unit: same content, same day, same
 * instant of its recording, so that it is judged as before; new salts, so that nobody above sees that it is the same.
 * Undefined where the longer number does not fit the entry any more.
 */
export function sealAgain({ header, sections }: SealedEntry, version: number): SealedEntry | undefined {
  const written = JSON.parse(header) as { [name: string]: Json };
  const salted = (line: string): string =>
    line.startsWith('=') ? `=${newSalt()}${line.slice(1 + SALT_LENGTH)}` : line;
  const [city, district, street, community] = sections;
  const entry: SealedEntry = {
    header: canonicalJson({ ...written, version }),
    sections: [salted(city), salted(district), salted(street), salted(community)],
  };
  return entryBytes(entry) > ENTRY_BYTES_MAX ? undefined : entry;
}

/** Continues one locked log: numbers, chains and signs. The last entry always carries a checkpoint. */
export class LogWriter {
  readonly entries: LedgerEntry[] = [];
  private seq: number;
  private chain: string;
  private unsignedEntries = 0;
  private unsignedBytes = 0;
  private readonly key: NodeIdentity['key'];
  private readonly signer: string;

  /** Key and certificate are taken together, once: they may be renewed while the log is written. */
  constructor(
    private readonly origin: OriginRow,
    { key, fingerprint }: NodeIdentity,
  ) {
    this.key = key;
    this.signer = fingerprint;
    this.seq = origin.headSeq;
    this.chain = origin.headChain;
  }

  /** Adds an entry and gives its seq. */
  add(draft: Pick<Draft, 'record' | 'base' | 'naturalKey'>, sealed: SealedEntry): number {
    const bytes = entryBytes(sealed);
    const full =
      this.unsignedEntries >= SEGMENT_ENTRIES_MAX || this.unsignedBytes + bytes > SEGMENT_BYTES_MAX;
    if (full) this.sign();
    this.seq += 1;
    this.chain = nextChain(this.chain, entryHash(sealed));
    this.unsignedEntries += 1;
    this.unsignedBytes += bytes;
    this.entries.push({
      ...sealed,
      origin: this.origin.origin,
      originId: this.origin.id,
      local: true,
      seq: this.seq,
      chain: this.chain,
      record: draft.record,
      version: draft.base + 1,
      naturalKey: draft.naturalKey,
      signer: null,
      signature: null,
    });
    return this.seq;
  }

  /** Signs what is unsigned and gives the new head. */
  finish(): Head & { id: number; signer: string } {
    this.sign();
    const { id, origin, epoch, lane } = this.origin;
    return { id, origin, epoch, lane, seq: this.seq, chain: this.chain, signer: this.signer };
  }

  private sign(): void {
    const last = this.entries.pop();
    if (!last || this.unsignedEntries === 0) return;
    const { origin, epoch, lane } = this.origin;
    const { seq, chain } = last;
    const signature = signCheckpoint(this.key, { origin, epoch, lane, seq, chain });
    this.entries.push({ ...last, signer: this.signer, signature });
    this.unsignedEntries = 0;
    this.unsignedBytes = 0;
  }
}
