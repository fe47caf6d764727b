import type { KeyObject } from 'node:crypto';
import { laneLine, type Head } from './chain.js';
import { signText, verifyText } from './keys.js';

/** A signature over a head: whoever holds the entries up to it can prove who wrote them, and that none is missing. */
export interface Checkpoint {
  /** Fingerprint of the signer's certificate. */
  readonly signer: string;
  /** Ed25519, 64 bytes as base64url. */
  readonly signature: string;
}

function checkpointText(head: Head): string {
  return `silian-checkpoint/1\n${head.origin}\n${head.epoch}\n${head.seq}\n${head.chain}${laneLine(head)}`;
}

export function signCheckpoint(key: KeyObject, head: Head): string {
  return signText(key, checkpointText(head));
}

export function verifyCheckpoint(key: KeyObject, head: Head, signature: string): boolean {
  return verifyText(key, checkpointText(head), signature);
}
