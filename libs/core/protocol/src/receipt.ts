import type { KeyObject } from 'node:crypto';
import type { Head } from './chain.js';
import { signText, verifyText } from './keys.js';

/** What a tier says of a log: at this instant I have it up to here. */
export interface ReceiptClaim extends Head {
  /** The unit whose node says so. */
  readonly tier: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly at: string;
}

/** The part of a receipt that goes into an answered head, which names the rest. */
export interface ReceiptSeal {
  /** Fingerprint of the tier's certificate. */
  readonly signer: string;
  readonly at: string;
  /** Ed25519, 64 bytes as base64url. */
  readonly signature: string;
}

/** Always seven LFs, the ordinary lane being an empty line: no other text that is signed has as many. */
function receiptText({ origin, epoch, lane, seq, chain, tier, at }: ReceiptClaim): string {
  return `silian-receipt/1\n${origin}\n${epoch}\n${lane ?? ''}\n${seq}\n${chain}\n${tier}\n${at}`;
}

export function signReceipt(key: KeyObject, claim: ReceiptClaim): string {
  return signText(key, receiptText(claim));
}

export function verifyReceipt(key: KeyObject, claim: ReceiptClaim, signature: string): boolean {
  return verifyText(key, receiptText(claim), signature);
}
