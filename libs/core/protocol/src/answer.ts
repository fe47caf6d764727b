import type { ErrorCode } from '#core/kernel';
import type { Head, LogId } from './chain.js';
import type { ReceiptSeal } from './receipt.js';

/**
 * The answer to a frame: durable truth at the moment it is sent. `heads` names every origin of the frame, also those
 * that were refused: the sender goes on from there.
 */
export interface FrameAnswer {
  readonly heads: readonly AnsweredHead[];
  readonly refused: readonly Refusal[];
  readonly quarantined: readonly QuarantinedEntry[];
  readonly accepts: { readonly protocol: number; readonly bytesMax: number; readonly entriesMax: number };
}

export interface AnsweredHead extends Head {
  /** Fingerprints of signers that the receiver knows for this origin; the sender stops sending their certificates. */
  readonly signer: string | null;
  /** The receiver's signature over this head; absent from receivers of a version before. */
  readonly receipt?: ReceiptSeal;
}

/** One origin's part was not taken. The others of the same frame were. */
export interface Refusal extends LogId {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Stored and forwarded, not counted: the reason goes back to whoever entered it. */
export interface QuarantinedEntry extends LogId {
  readonly seq: number;
  readonly code: string;
  readonly message: { readonly zh: string; readonly en: string };
}
