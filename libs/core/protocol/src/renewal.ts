import type { KeyObject } from 'node:crypto';
import { isDigest } from './digest.js';
import { isSignature, publicKeyText, readPublicKey, signText, verifyText } from './keys.js';

/** A node asks for a certificate of its new key; its old key signs the request's token, the new one this proof. */
export interface RenewalRequest {
  readonly publicKey: string;
  /** The new key's signature: nobody gets a certificate for a key that is not his. */
  readonly proof: string;
}

function renewalText(oldFingerprint: string, publicKey: string): string {
  return `silian-renewal/1\n${oldFingerprint}\n${publicKey}`;
}

export function signRenewal(newKey: KeyObject, oldFingerprint: string): RenewalRequest {
  const publicKey = publicKeyText(newKey);
  return { publicKey, proof: signText(newKey, renewalText(oldFingerprint, publicKey)) };
}

/** The new public key, where the request is one of the holder of `oldFingerprint`; else undefined. */
export function readRenewal(value: unknown, oldFingerprint: string): string | undefined {
  const { publicKey, proof } = (value ?? {}) as Partial<Record<keyof RenewalRequest, unknown>>;
  if (typeof publicKey !== 'string' || !isSignature(proof) || !isDigest(oldFingerprint)) return undefined;
  const key = readPublicKey(publicKey);
  return key && verifyText(key, renewalText(oldFingerprint, publicKey), proof) ? publicKey : undefined;
}
