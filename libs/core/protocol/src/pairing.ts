import { createHmac, hash, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { canonicalJson, unitLevel } from '#core/kernel';
import { readCertificateChain, type CertificateChain } from './certificate.js';
import { digest, isDigest } from './digest.js';
import { readPublicKey } from './keys.js';
import { PAIRING_CODE_LENGTH, PAIRING_TEXT_LENGTH_MAX } from './limits.js';

/** Crockford's base 32: no I, L, O, U, so that nothing looks like anything else. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * One guess takes a tenth of a second and 32 MB. A code has 2⁴⁰ values: to try them all within a quarter of an hour
 * takes a hundred million processors.
 */
const SCRYPT = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const SECRET_BYTES = 32;

/** What a node says of itself when it asks to be let in. */
export interface PairingRequest {
  /** UUID, new for every attempt: the salt of the code. */
  readonly id: string;
  readonly unit: string;
  readonly version: string;
  readonly protocol: number;
  readonly publicKey: string;
}

/** What the parent gives a node that was let in. */
export interface PairingAnswer {
  readonly chain: CertificateChain;
  readonly rootKey: string;
}

export function newPairingCode(): string {
  return Array.from({ length: PAIRING_CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** A code as it is read aloud: `XXXX-XXXX`. */
export function showPairingCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Reads a code as a person types it; undefined where it is none. */
export function readPairingCode(text: string): string | undefined {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return code.length === PAIRING_CODE_LENGTH && [...code].every((sign) => ALPHABET.includes(sign))
    ? code
    : undefined;
}

/** What both sides derive from the code, and nobody else can. It takes its time, on purpose. */
export function pairingSecret(code: string, requestId: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(code, requestId, SECRET_BYTES, SCRYPT, (error, secret) =>
      error ? reject(error) : resolve(secret),
    );
  });
}

function requestText({ id, unit, version, protocol, publicKey }: PairingRequest): string {
  return `silian-pairing-request/1\n${canonicalJson({ id, protocol, publicKey, unit, version })}`;
}

function answerText(request: PairingRequest, { chain, rootKey }: PairingAnswer): string {
  const certificates = canonicalJson(chain.map(({ claims, signature }) => ({ claims, signature })));
  return `silian-pairing-answer/1\n${request.id}\n${request.publicKey}\n${rootKey}\n${digest(certificates)}`;
}

export function proveRequest(secret: Uint8Array, request: PairingRequest): string {
  return proof(secret, requestText(request));
}

export function proveAnswer(secret: Uint8Array, request: PairingRequest, answer: PairingAnswer): string {
  return proof(secret, answerText(request, answer));
}

function proof(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** Compares two proofs in a time that says nothing about where they differ. */
export function equalProofs(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Takes over what is proved, and nothing else; undefined where it has not the shape of a request. */
export function readPairingRequest(
  value: unknown,
): { readonly request: PairingRequest; readonly proof: string } | undefined {
  const { id, unit, version, protocol, publicKey, proof } = (value ?? {}) as Partial<
    Record<keyof PairingRequest | 'proof', unknown>
  >;
  const sound =
    typeof id === 'string' &&
    UUID.test(id) &&
    typeof unit === 'string' &&
    unitLevel(unit) !== undefined &&
    isShort(version) &&
    Number.isSafeInteger(protocol) &&
    typeof publicKey === 'string' &&
    readPublicKey(publicKey) !== undefined &&
    isDigest(proof);
  if (!sound) return undefined;
  return { request: { id, unit, version, protocol: protocol as number, publicKey }, proof };
}

/** Undefined where it has not the shape of an answer. Whether it comes from the parent, its proof says. */
export function readPairingAnswer(
  value: unknown,
): { readonly answer: PairingAnswer; readonly proof: string } | undefined {
  const { chain, rootKey, proof } = (value ?? {}) as Partial<Record<keyof PairingAnswer | 'proof', unknown>>;
  const certificates = readCertificateChain(chain);
  if (!certificates || typeof rootKey !== 'string' || !readPublicKey(rootKey) || !isDigest(proof)) {
    return undefined;
  }
  return { answer: { chain: certificates, rootKey }, proof };
}

/** Printable ASCII: what people compare and logs carry. */
function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= PAIRING_TEXT_LENGTH_MAX && /^[!-~]+$/.test(value);
}

/** A public key for two people to compare: 32 hexadecimal digits in groups of four. */
export function keyFingerprint(publicKey: string): string {
  const hex = hash('sha256', publicKey, 'hex').slice(0, 32);
  return hex.replace(/(.{4})(?=.)/g, '$1 ');
}
