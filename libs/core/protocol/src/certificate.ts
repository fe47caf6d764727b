import type { KeyObject } from 'node:crypto';
import { canonicalJson, isLevel, isWithin, levelRank, unitLevel, type Level } from '#core/kernel';
import { digest } from './digest.js';
import { isInstant } from './instant.js';
import { isSignature, publicKeyText, readPublicKey, signText, verifyText } from './keys.js';
import { CERTIFICATE_CHAIN_MAX, CERTIFICATE_CLAIMS_LENGTH_MAX } from './limits.js';

/** What a certificate says: this key speaks for this unit and everything below it that runs no node of its own. */
export interface CertificateClaims {
  readonly unit: string;
  readonly level: Level;
  readonly key: string;
  /** Instants, RFC 3339 in UTC with milliseconds: compared as text. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Fingerprint of the issuer's certificate, or `root` where the key signs itself. */
  readonly issuer: string;
}

/** The claims as canonical JSON, and the issuer's signature over them. */
export interface Certificate {
  readonly claims: string;
  readonly signature: string;
}

/** From a node's own certificate up to the root. */
export type CertificateChain = readonly Certificate[];

export interface VerifiedSigner {
  readonly fingerprint: string;
  readonly unit: string;
  readonly level: Level;
  readonly key: KeyObject;
}

export type ChainOutcome = { readonly signer: VerifiedSigner } | { readonly fault: ChainFault };
export type ChainFault = 'chain_length' | 'claims' | 'signature' | 'issuer' | 'scope' | 'period' | 'root';

const ROOT_ISSUER = 'root';

function signedText(claims: string): string {
  return `silian-certificate/1\n${claims}`;
}

export function fingerprint(certificate: Certificate): string {
  return digest(certificate.claims);
}

export interface CertificateRequest {
  readonly unit: string;
  readonly level: Level;
  readonly publicKey: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The root's own certificate: the city's key, signed by itself. */
export function issueRoot(key: KeyObject, request: Omit<CertificateRequest, 'publicKey'>): CertificateChain {
  return [issue(key, ROOT_ISSUER, { ...request, publicKey: publicKeyText(key) })];
}

/** A child's chain: its new certificate in front of the issuer's own chain. */
export function issueCertificate(
  issuerKey: KeyObject,
  issuerChain: CertificateChain,
  request: CertificateRequest,
): CertificateChain {
  const issuer = issuerChain[0];
  if (!issuer) throw new TypeError('the issuer has no certificate');
  return [issue(issuerKey, fingerprint(issuer), request), ...issuerChain];
}

function issue(key: KeyObject, issuer: string, request: CertificateRequest): Certificate {
  const claims = canonicalJson({
    unit: request.unit,
    level: request.level,
    key: request.publicKey,
    notBefore: request.notBefore.toISOString(),
    notAfter: request.notAfter.toISOString(),
    issuer,
  });
  return { claims, signature: signText(key, signedText(claims)) };
}

/**
 * Reads a chain that came from elsewhere; undefined where it has not the shape of one. Takes over only what is signed:
 * anything else beside it could be put there by anybody. Whether it holds, `verifyChain` says.
 */
export function readCertificateChain(value: unknown): CertificateChain | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > CERTIFICATE_CHAIN_MAX) return undefined;
  const chain: Certificate[] = [];
  for (const item of value as readonly (Partial<Record<keyof Certificate, unknown>> | null)[]) {
    const claims = item?.claims;
    const signature = item?.signature;
    if (typeof claims !== 'string' || !isSignature(signature)) return undefined;
    if (claims.length > CERTIFICATE_CLAIMS_LENGTH_MAX || !claims.isWellFormed()) return undefined;
    chain.push({ claims, signature });
  }
  return chain;
}

/** Follows a chain up to the trusted root key. Each certificate must be signed by the next and lie within it. */
export function verifyChain(chain: CertificateChain, rootKey: string, at: Date): ChainOutcome {
  if (chain.length === 0 || chain.length > CERTIFICATE_CHAIN_MAX) return { fault: 'chain_length' };
  let leaf: VerifiedSigner | undefined;
  for (const [index, certificate] of chain.entries()) {
    const claims = parseClaims(certificate.claims);
    const key = claims && readPublicKey(claims.key);
    if (!claims || !key) return { fault: 'claims' };
    const fault = linkFault(certificate, claims, chain[index + 1], rootKey, at);
    if (fault) return { fault };
    leaf ??= { fingerprint: fingerprint(certificate), unit: claims.unit, level: claims.level, key };
  }
  return leaf ? { signer: leaf } : { fault: 'chain_length' };
}

function linkFault(
  certificate: Certificate,
  claims: CertificateClaims,
  issuer: Certificate | undefined,
  rootKey: string,
  at: Date,
): ChainFault | undefined {
  const now = at.toISOString();
  if (claims.notBefore > now || claims.notAfter <= now) return 'period';
  const issuerClaims = issuer ? parseClaims(issuer.claims) : claims;
  if (!issuerClaims) return 'claims';
  if (issuer) {
    if (claims.issuer !== fingerprint(issuer)) return 'issuer';
    const below = levelRank(claims.level) > levelRank(issuerClaims.level);
    if (!below || !isWithin(claims.unit, issuerClaims.unit)) return 'scope';
  } else if (claims.issuer !== ROOT_ISSUER || claims.key !== rootKey) return 'root';
  const key = readPublicKey(issuerClaims.key);
  return key && verifyText(key, signedText(certificate.claims), certificate.signature)
    ? undefined
    : 'signature';
}

function parseClaims(text: string): CertificateClaims | undefined {
  try {
    const claims = JSON.parse(text) as Partial<CertificateClaims> | null;
    const texts = [claims?.unit, claims?.key, claims?.issuer];
    const instants = [claims?.notBefore, claims?.notAfter];
    const sound = texts.every((value) => typeof value === 'string') && instants.every(isInstant);
    if (!sound || !isLevel(claims?.level)) return undefined;
    if (unitLevel(claims.unit ?? '') !== claims.level) return undefined;
    return claims as CertificateClaims;
  } catch {
    return undefined;
  }
}
