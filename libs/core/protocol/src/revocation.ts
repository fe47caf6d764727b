import type { KeyObject } from 'node:crypto';
import { canonicalJson, isWithin, unitLevel, type Json } from '#core/kernel';
import {
  readCertificateChain,
  verifyChain,
  type CertificateChain,
  type VerifiedSigner,
} from './certificate.js';
import { isLane, logKey, type Head } from './chain.js';
import { digest, isDigest } from './digest.js';
import { isInstant } from './instant.js';
import { isSignature, signText, verifyText } from './keys.js';
import { EPOCH_MAX, REVOCATION_CLAIMS_LENGTH_MAX, REVOCATION_CUTOFFS_MAX } from './limits.js';

export const REVOCATION_REASONS = ['lost', 'replaced', 'returned'] as const;
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/**
 * A key speaks no more. What it signed up to the cut-off of a log stays good for ever; everything else of it is refused.
 * A log without a cut-off has none of it. Several statements about one key add up: the furthest cut-off of a log counts.
 */
export interface RevocationClaims {
  /** Of the certificate that is revoked, and its unit. */
  readonly fingerprint: string;
  readonly unit: string;
  readonly reason: RevocationReason;
  readonly at: string;
  readonly cutoffs: readonly Head[];
}

/** The claims as canonical JSON, and the signature of a node above the revoked one. */
export interface Revocation {
  readonly claims: string;
  readonly signature: string;
  readonly chain: CertificateChain;
}

export interface VerifiedRevocation extends RevocationClaims {
  readonly id: string;
  readonly revoker: VerifiedSigner;
}

export type RevocationFault = 'claims' | 'certificate' | 'scope' | 'signature';

function signedText(claims: string): string {
  return `silian-revocation/1\n${claims}`;
}

export function revocationId({ claims }: Revocation): string {
  return digest(claims);
}

export function signRevocation(
  key: KeyObject,
  chain: CertificateChain,
  claims: RevocationClaims,
): Revocation {
  const text = canonicalJson({ ...claims } as unknown as Json);
  return { claims: text, signature: signText(key, signedText(text)), chain };
}

/** Reads a statement that came from elsewhere; takes over only what is signed or verified. */
export function readRevocation(value: unknown): Revocation | undefined {
  const { claims, signature, chain } = (value ?? {}) as Partial<Record<keyof Revocation, unknown>>;
  const certificates = readCertificateChain(chain);
  if (typeof claims !== 'string' || !isSignature(signature) || !certificates) return undefined;
  if (claims.length > REVOCATION_CLAIMS_LENGTH_MAX || !claims.isWellFormed() || claims.includes('\n'))
    return undefined;
  return { claims, signature, chain: certificates };
}

/** Judged as of the instant that it names, so that every node judges it alike, at any time. */
export function verifyRevocation(
  statement: Revocation,
  rootKey: string,
): { readonly revocation: VerifiedRevocation } | { readonly fault: RevocationFault } {
  const claims = parseRevocation(statement.claims);
  if (!claims) return { fault: 'claims' };
  const outcome = verifyChain(statement.chain, rootKey, new Date(claims.at));
  if ('fault' in outcome) return { fault: 'certificate' };
  const { signer } = outcome;
  const above = signer.unit !== claims.unit && isWithin(claims.unit, signer.unit);
  if (!above || !claims.cutoffs.every(({ origin }) => isWithin(origin, claims.unit)))
    return { fault: 'scope' };
  if (!verifyText(signer.key, signedText(statement.claims), statement.signature))
    return { fault: 'signature' };
  return { revocation: { ...claims, id: revocationId(statement), revoker: signer } };
}

export function parseRevocation(text: string): RevocationClaims | undefined {
  try {
    const value = JSON.parse(text) as Partial<Record<keyof RevocationClaims, unknown>> | null;
    const { fingerprint, unit, reason, at, cutoffs } = value ?? {};
    const sound =
      isDigest(fingerprint) &&
      typeof unit === 'string' &&
      unitLevel(unit) !== undefined &&
      REVOCATION_REASONS.includes(reason as RevocationReason) &&
      isInstant(at) &&
      Array.isArray(cutoffs) &&
      cutoffs.length <= REVOCATION_CUTOFFS_MAX &&
      cutoffs.every(isHead);
    return sound ? (value as RevocationClaims) : undefined;
  } catch {
    return undefined;
  }
}

function isHead(value: unknown): boolean {
  const { origin, epoch, lane, seq, chain } = (value ?? {}) as Partial<Record<keyof Head, unknown>>;
  return (
    typeof origin === 'string' &&
    unitLevel(origin) !== undefined &&
    Number.isSafeInteger(epoch) &&
    (epoch as number) >= 1 &&
    (epoch as number) <= EPOCH_MAX &&
    (lane === undefined || isLane(lane)) &&
    Number.isSafeInteger(seq) &&
    (seq as number) >= 1 &&
    isDigest(chain)
  );
}

/** True where a revoked signer's checkpoint on this head stays good, by what is stated about that signer. */
export function staysGood(head: Head, statements: readonly Pick<RevocationClaims, 'cutoffs'>[]): boolean {
  return statements.some(({ cutoffs }) =>
    cutoffs.some(
      (cutoff) =>
        logKey(cutoff) === logKey(head) &&
        (head.seq < cutoff.seq || (head.seq === cutoff.seq && head.chain === cutoff.chain)),
    ),
  );
}

/** True where a log ends exactly at a cut-off: whoever hosts the unit may go on from there. */
export function endsAtCutoff(head: Head, statements: readonly Pick<RevocationClaims, 'cutoffs'>[]): boolean {
  return statements.some(({ cutoffs }) =>
    cutoffs.some(
      (cutoff) => logKey(cutoff) === logKey(head) && head.seq === cutoff.seq && head.chain === cutoff.chain,
    ),
  );
}

/** One text for a set of statements: equal digests mean that there is nothing to exchange. */
export function revocationSetDigest(ids: readonly string[]): string {
  return digest(`silian-revocations/1\n${[...ids].sort().join('\n')}`);
}
