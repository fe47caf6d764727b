import type { Head, LogId } from '../chain.js';
import { verifyCheckpoint } from '../checkpoint.js';
import { chainsOf, compare, headAfter, lastCommonSeq } from '../continuity.js';
import { decodeFrame, FrameFault, type Segment } from '../frame.js';
import type { CertificateBook } from './certificate-book.js';
import type { LogFault, LogRule, SpeaksFor } from './log-verification.js';

/** The other end of a log as it was kept, beside the end that was held at that moment. */
export interface KeptFork extends LogId {
  readonly other: {
    readonly seq: number;
    readonly chain: string;
    readonly signer: string;
    readonly signature: string;
  };
  readonly held: { readonly seq: number; readonly chain: string };
  readonly commonSeq: number | null;
  /** A frame with one segment. */
  readonly segment: string;
  readonly foundAt: Date;
}

/**
 * Proves that one log was signed with two ends, for an auditor who has the log and trusts nothing but the root key: the
 * segment leads to the end that was kept, its signer could speak for the log, and it does not fit what is held.
 * `heldChain` gives the chains of the log that was followed from its genesis.
 */
export function forkFault(
  fork: KeptFork,
  heldChain: (seq: number) => string | undefined,
  book: CertificateBook,
  speaksFor: SpeaksFor,
): LogFault | undefined {
  const { origin, epoch, lane, other, held, foundAt } = fork;
  const log: LogId = { origin, epoch, lane };
  const fault = (rule: LogRule): LogFault => ({ log, seq: other.seq, rule });
  const segment = segmentOf(fork.segment);
  if (!segment) return fault('chain');
  const chains = chainsOf(segment);
  const head = headAfter(segment, chains);
  if (!isHead(head, { ...log, ...other })) return fault('chain');
  const signer = book.signerAt(other.signer, foundAt);
  if (!signer || !speaksFor(signer.unit, origin)) return fault('certificate');
  if (!verifyCheckpoint(signer.key, head, other.signature)) return fault('signature');
  if (heldChain(held.seq) !== held.chain) return fault('head');
  const { kind } = compare(segment, chains, { ...log, ...held }, heldChain);
  const common = lastCommonSeq(segment, chains, (seq) => (seq > held.seq ? undefined : heldChain(seq)));
  return kind === 'fork' && common === fork.commonSeq ? undefined : fault('chain');
}

function segmentOf(frame: string): Segment | undefined {
  try {
    const [segment, ...more] = decodeFrame(frame);
    return more.length === 0 ? segment : undefined;
  } catch (error) {
    if (error instanceof FrameFault) return undefined;
    throw error;
  }
}

function isHead(one: Head, other: Head): boolean {
  const names = ['origin', 'epoch', 'lane', 'seq', 'chain'] as const;
  return names.every((name) => one[name] === other[name]);
}
