import {
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  verify,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fingerprint, type CertificateChain } from '../certificate.js';
import { collect, inPieces } from '../testing/signed-logs.js';
import { BundleWriter, openBundle, type BundleHeader, type BundleKind } from './index.js';
import { x25519Bytes, x25519Key } from './x25519.js';

type Name = 'district' | 'street';
interface BundleVector {
  readonly name: string;
  readonly kind: BundleKind;
  readonly sender: Name;
  readonly receiver: Name;
  readonly ephemeralPrivate: string;
  readonly texts: readonly string[];
  readonly bundle: string;
}
interface RefusedVector {
  readonly why: string;
  readonly rule: string;
  readonly place: string;
  readonly at?: number;
  readonly xor?: number;
  readonly length?: number;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), 'utf8')) as T;
}

const { keys } = read<{ keys: Record<Name, { seed: string; public: string }> }>('keys.json');
const vectors = read<{
  rootKey: string;
  keys: { node: Name; x25519Private: string; x25519Public: string }[];
  bundles: BundleVector[];
  refused: RefusedVector[];
}>('bundles.json');

/** What follows knows SHA-256, SHA-512, X25519, HKDF, AES-GCM and Ed25519, and nothing of the library. */
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');
const okp = (crv: string, x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv, x }, format: 'jwk' });
const privateX25519 = (raw: Buffer): KeyObject => {
  const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), raw]);
  return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' });
};
const xOf = (key: KeyObject): string => createPublicKey(key).export({ format: 'jwk' }).x ?? '';
function scalarOf(seed: string): Buffer {
  const scalar = createHash('sha512').update(bytesOf(seed)).digest().subarray(0, 32);
  scalar[0] = (scalar[0] ?? 0) & 248;
  scalar[31] = ((scalar[31] ?? 0) & 127) | 64;
  return scalar;
}

/** Reads a bundle by SPEC.md alone. */
function readByHand(bytes: Buffer, receiver: Name): { header: BundleHeader; texts: string[] } {
  const [magic = '', line = ''] = bytes.toString('latin1').split('\n');
  expect(magic).toBe('silian-bundle/1');
  const header = JSON.parse(Buffer.from(line, 'latin1').toString('utf8')) as BundleHeader;
  let running = sha256(`silian-bundle/1\n${line}`);
  const own = privateX25519(scalarOf(keys[receiver].seed));
  const secret = diffieHellman({ privateKey: own, publicKey: okp('X25519', header.ephemeral) });
  const salt = Buffer.concat([bytesOf(header.ephemeral), bytesOf(xOf(own))]);
  const key = Buffer.from(hkdfSync('sha256', secret, salt, `silian-bundle/1\n${running}`, 32));
  const texts: string[] = [];
  for (let [at, counter] = [magic.length + line.length + 2, 0]; ; counter++) {
    const [flag, length] = [bytes.readUInt8(at), bytes.readUInt32BE(at + 1)];
    const sealed = bytes.subarray(at + 5, at + 5 + length);
    at += 5 + length;
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(counter, 7);
    nonce.writeUInt8(flag, 11);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    decipher.setAuthTag(sealed.subarray(-16));
    const text = decipher.update(sealed.subarray(0, -16)).toString('utf8') + decipher.final('utf8');
    if (flag === 0) {
      texts.push(text);
      running = sha256(`${running}\n${texts.length}\n${sha256(text)}`);
      continue;
    }
    const signed = Buffer.from(`silian-bundle/1\n${texts.length}\n${running}`);
    const { key: signer } = JSON.parse(header.certificates[0]?.claims ?? '') as { key: string };
    expect(verify(null, signed, okp('Ed25519', signer), bytesOf(text))).toBe(true);
    expect(at).toBe(bytes.length);
    return { header, texts };
  }
}

function nodeOf(name: Name, chain: CertificateChain) {
  const { seed, public: x } = keys[name];
  const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d: seed }, format: 'jwk' });
  const [own] = chain;
  if (!own) throw new TypeError('a node has a certificate');
  const { unit } = JSON.parse(own.claims) as { unit: string };
  return { unit, key, chain, fingerprint: fingerprint(own), trustRoot: vectors.rootKey };
}

const [up, ack] = vectors.bundles;
if (!up || !ack) throw new TypeError('there are two bundles');
const chains: Record<Name, CertificateChain> = {
  street: readByHand(bytesOf(up.bundle), up.receiver).header.certificates,
  district: readByHand(bytesOf(ack.bundle), ack.receiver).header.certificates,
};

describe('I15 the keys for bundles', () => {
  it.each(vectors.keys)('of the $node', ({ node, x25519Private, x25519Public }) => {
    expect(scalarOf(keys[node].seed).toString('base64url')).toBe(x25519Private);
    expect(xOf(privateX25519(bytesOf(x25519Private)))).toBe(x25519Public);
    const mapped = x25519Key(okp('Ed25519', keys[node].public));
    expect(x25519Bytes(mapped).toString('base64url')).toBe(x25519Public);
  });
});

describe.each(vectors.bundles)('I15 bundle: $name', (vector) => {
  const bytes = bytesOf(vector.bundle);
  it('is what a second implementation reads', () => {
    expect(readByHand(bytes, vector.receiver).texts).toEqual(vector.texts);
  });
  it('is what the library reads, and writes again', async () => {
    const [sender, receiver] = [
      nodeOf(vector.sender, chains[vector.sender]),
      nodeOf(vector.receiver, chains[vector.receiver]),
    ];
    const opened = await openBundle(inPieces(bytes), receiver, { kind: vector.kind });
    expect(await collect(opened.chunks)).toEqual(vector.texts);
    const { id, madeAt, kind } = opened.header;
    const request = { kind, id, madeAt: new Date(madeAt), sender, receiver: { ...receiver } };
    const to = { ...request.receiver, key: createPublicKey(receiver.key) };
    const ephemeral = privateX25519(bytesOf(vector.ephemeralPrivate));
    const writer = new BundleWriter({ ...request, receiver: to }, ephemeral);
    const written = [writer.begin(), ...vector.texts.map((text) => writer.chunk(text)), writer.end()];
    expect(Buffer.concat(written).equals(bytes)).toBe(true);
  });
});

describe('I15 a bundle is refused because', () => {
  it.each(vectors.refused)('$why', async ({ rule, place, at, xor = 0, length }) => {
    const whole = bytesOf(up.bundle);
    if (at !== undefined) whole[at] = (whole[at] ?? 0) ^ xor;
    const bytes = whole.subarray(0, length);
    const reading = openBundle(inPieces(bytes), nodeOf(up.receiver, chains[up.receiver]), { kind: 'up' });
    await expect(reading.then(({ chunks }) => collect(chunks))).rejects.toMatchObject({ rule, place });
  });
});
