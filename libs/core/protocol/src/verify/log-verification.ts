import { isWithin } from '#core/kernel';
import { genesis, nextChain, type LogId } from '../chain.js';
import { verifyCheckpoint } from '../checkpoint.js';
import { entryHash, type SealedEntry } from '../entry.js';
import type { CertificateBook } from './certificate-book.js';

/**
 * What is wrong with a log:
 * `gap`          an entry is missing before this one
 * `chain`        the entry, or the chain after it, is not what was signed
 * `certificate`  nobody who could speak for the log at that time has signed here
 * `signature`    the checkpoint was not made by its signer, or not for this place
 * `head`         the log ends elsewhere than its head says
 * `unsigned`     no checkpoint covers the end of the log
 * `epoch`        the log of the epoch before is not there
 */
export type LogRule = 'gap' | 'chain' | 'certificate' | 'signature' | 'head' | 'unsigned' | 'epoch';

export interface LogFault {
  readonly log: LogId;
  readonly seq: number;
  readonly rule: LogRule;
}

/** An entry with what stands beside it: its place, and a checkpoint where there is one. */
export interface LoggedEntry extends SealedEntry {
  readonly seq: number;
  /** The chain after the entry, where somebody wrote it down. */
  readonly chain?: string;
  readonly signer: string | null;
  readonly signature: string | null;
}

/** Whether the unit of a signer may sign the log of an origin. */
export type SpeaksFor = (signer: string, origin: string) => boolean;

/** Where a log stands. */
export interface Place {
  readonly seq: number;
  readonly chain: string;
}

/**
 * Follows one log entry by entry, as an auditor does who trusts nothing but the root key. Holds one chain, however long
 * the log. Nothing is to be taken after a fault.
 */
export class LogVerification {
  private place: Place;
  private signed: { readonly seq: number; readonly signer: string | null };
  private checkpointCount = 0;

  /**
   * Begins at the log's genesis, unless it is to begin further on. `speaksFor` says whether a signer's unit may sign the
   * log of an origin: without a tree, the codes say so.
   */
  constructor(
    private readonly log: LogId,
    private readonly book: CertificateBook,
    start?: Place,
    private readonly speaksFor: SpeaksFor = (signer, origin) => isWithin(origin, signer),
  ) {
    this.place = start ?? { seq: 0, chain: genesis(log) };
    this.signed = { seq: this.place.seq, signer: null };
  }

  get at(): Place {
    return this.place;
  }

  get checkpoints(): number {
    return this.checkpointCount;
  }

  /** `writtenAt` is when the entry came: the signer's certificates must have held then. */
  take(entry: LoggedEntry, writtenAt: Date): LogFault | undefined {
    const seq = this.place.seq + 1;
    if (entry.seq !== seq) return this.fault(seq, 'gap');
    const chain = nextChain(this.place.chain, entryHash(entry));
    if (entry.chain !== undefined && entry.chain !== chain) return this.fault(seq, 'chain');
    this.place = { seq, chain };
    const { signer, signature } = entry;
    if (signer === null && signature === null) return undefined;
    if (signer === null || signature === null) return this.fault(seq, 'signature');
    this.checkpointCount += 1;
    const verified = this.book.signerAt(signer, writtenAt);
    if (!verified || !this.speaksFor(verified.unit, this.log.origin)) return this.fault(seq, 'certificate');
    if (!verifyCheckpoint(verified.key, { ...this.log, seq, chain }, signature))
      return this.fault(seq, 'signature');
    this.signed = { seq, signer };
    return undefined;
  }

  /** After the last entry: the log must end where its head says, and at a checkpoint. */
  end(head: Place & { readonly signer?: string | null } = this.place): LogFault | undefined {
    const { seq, chain } = this.place;
    if (seq !== head.seq || chain !== head.chain) return this.fault(head.seq, 'head');
    if (this.signed.seq !== seq) return this.fault(seq, 'unsigned');
    if (head.signer !== undefined && head.signer !== this.signed.signer) return this.fault(seq, 'head');
    return undefined;
  }

  /** At this log's next place, or at the one given. */
  fault(seq: number, rule: LogRule): LogFault {
    return { log: this.log, seq, rule };
  }
}

/** Epochs count from 1: a log without the one before it is not all that its unit wrote. */
export function epochFault(logs: readonly LogId[]): LogFault | undefined {
  // A lane may begin in any epoch; what counts is that its unit has the one before.
  const held = new Set(logs.map(({ origin, epoch }) => `${origin}/${epoch}`));
  const lonely = logs.find(({ origin, epoch }) => epoch > 1 && !held.has(`${origin}/${epoch - 1}`));
  return lonely && { log: lonely, seq: 0, rule: 'epoch' };
}
