import {
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/** DER prefixes of X25519 keys (RFC 8410): what stands before the 32 bytes. */
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const KEY_BYTES = 32;

/** The field of both curves. */
const P = 2n ** 255n - 19n;

/**
 * The X25519 key of a node, made from its Ed25519 key, private or public: the birational map u = (1 + y) / (1 - y), and
 * SHA-512 of the seed, clamped. So a certificate says to whom a bundle is sealed, and no node keeps a second key.
 */
export function x25519Key(key: KeyObject): KeyObject {
  const { x = '', d } = key.export({ format: 'jwk' });
  return d === undefined ? publicKeyOf(montgomery(Buffer.from(x, 'base64url'))) : privateKeyOf(d);
}

function privateKeyOf(seed: string): KeyObject {
  const scalar = createHash('sha512').update(Buffer.from(seed, 'base64url')).digest().subarray(0, KEY_BYTES);
  scalar[0] = (scalar[0] ?? 0) & 0xf8;
  scalar[KEY_BYTES - 1] = ((scalar[KEY_BYTES - 1] ?? 0) & 0x7f) | 0x40;
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, scalar]), type: 'pkcs8', format: 'der' });
}

function publicKeyOf(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), type: 'spki', format: 'der' });
}

/** The u of a compressed Edwards point, both little-endian. The sign of x, its highest bit, plays no part. */
function montgomery(point: Buffer): Buffer {
  const bigEndian = Buffer.from(point).reverse();
  bigEndian[0] = (bigEndian[0] ?? 0) & 0x7f;
  const y = BigInt(`0x${bigEndian.toString('hex')}`) % P;
  const u = ((1n + y) * power(P + 1n - y, P - 2n)) % P;
  return Buffer.from(u.toString(16).padStart(2 * KEY_BYTES, '0'), 'hex').reverse();
}

/** By squaring, modulo P; to the power of P - 2 it inverts. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let [square, rest] = [base % P, exponent]; rest > 0n; square = (square * square) % P, rest >>= 1n) {
    if (rest & 1n) result = (result * square) % P;
  }
  return result;
}

/** A key for one bundle. */
export function newX25519Key(): KeyObject {
  return generateKeyPairSync('x25519').privateKey;
}

export function x25519Bytes(key: KeyObject): Buffer {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return der.subarray(SPKI_PREFIX.length);
}

/** Reads a public key; undefined where the text is not 32 bytes of base64url in their one spelling. */
export function readX25519Key(text: unknown): KeyObject | undefined {
  if (typeof text !== 'string') return undefined;
  const raw = Buffer.from(text, 'base64url');
  return raw.length === KEY_BYTES && raw.toString('base64url') === text ? publicKeyOf(raw) : undefined;
}

/** What both sides come to; undefined where the other key lies in a small subgroup and the secret would be none. */
export function sharedSecret(privateKey: KeyObject, publicKey: KeyObject): Buffer | undefined {
  try {
    return diffieHellman({ privateKey, publicKey });
  } catch {
    return undefined;
  }
}
