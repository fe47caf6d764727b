import type { KeyObject } from 'node:crypto';
import { isWithin } from '#core/kernel';
import { readCertificateChain, verifyChain, type CertificateChain } from './certificate.js';
import { isSignature, signText, verifyText } from './keys.js';

/** A node proves who it is to a child that was sent to it: before that, no record is carried there. */
export interface ParentProof {
  readonly chain: CertificateChain;
  readonly signature: string;
}

function proofText(childFingerprint: string, nonce: string): string {
  return `silian-parent/1\n${childFingerprint}\n${nonce}`;
}

export function proveParent(
  key: KeyObject,
  chain: CertificateChain,
  childFingerprint: string,
  nonce: string,
): ParentProof {
  return { chain, signature: signText(key, proofText(childFingerprint, nonce)) };
}

/** True where the answer is of the node of `parent`, which lies above `unit`, and was made for this question. */
export function isParentProof(
  value: unknown,
  question: {
    readonly unit: string;
    readonly parent: string;
    readonly childFingerprint: string;
    readonly nonce: string;
  },
  rootKey: string,
  at: Date,
): boolean {
  const { chain, signature } = (value ?? {}) as Partial<Record<keyof ParentProof, unknown>>;
  const certificates = readCertificateChain(chain);
  if (!certificates || !isSignature(signature)) return false;
  const outcome = verifyChain(certificates, rootKey, at);
  if ('fault' in outcome) return false;
  const { unit, key } = outcome.signer;
  const above = unit === question.parent && unit !== question.unit && isWithin(question.unit, unit);
  return above && verifyText(key, proofText(question.childFingerprint, question.nonce), signature);
}
