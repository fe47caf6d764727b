import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** DER prefixes of Ed25519 keys (RFC 8410): what stands before the 32 bytes. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** A public key as 43 characters of base64url: the form in certificates and configuration. */
export function publicKeyText(key: KeyObject): string {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return der.subarray(SPKI_PREFIX.length).toString('base64url');
}

/** 64 bytes as base64url. The last character carries two bits: any other one is a second spelling of the same bytes. */
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/;

export function isSignature(value: unknown): value is string {
  return typeof value === 'string' && SIGNATURE.test(value);
}

/** Reads a public key; undefined where the text is not 32 bytes of base64url in their one spelling. */
export function readPublicKey(text: string): KeyObject | undefined {
  const raw = Buffer.from(text, 'base64url');
  if (raw.length !== KEY_BYTES || raw.toString('base64url') !== text) return undefined;
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), type: 'spki', format: 'der' });
}

/** Reads a PKCS#8 PEM; undefined where it is not an Ed25519 private key. */
export function readPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A new key pair, drawn from the operating system's randomness. */
export function newPrivateKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey;
}

export function privateKeyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

export function signText(key: KeyObject, text: string): string {
  return sign(null, Buffer.from(text), key).toString('base64url');
}

/** False also for a second spelling of a good signature, so that no hop can change a single character unseen. */
export function verifyText(key: KeyObject, text: string, signature: string): boolean {
  return isSignature(signature) && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
}
