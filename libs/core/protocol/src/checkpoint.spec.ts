import { generateKeyPairSync } from 'node:crypto';
import {
  genesis,
  isSignature,
  newPrivateKey,
  privateKeyPem,
  publicKeyText,
  readPrivateKey,
  readPublicKey,
  signCheckpoint,
  verifyCheckpoint,
  type Head,
} from './index.js';

const KEY = newPrivateKey();
const HEAD: Head = {
  origin: '140502001001',
  epoch: 1,
  seq: 3,
  chain: genesis({ origin: '140502001001', epoch: 1 }),
};
const SIGNATURE = signCheckpoint(KEY, HEAD);

const publicOf = (key = KEY) => readPublicKey(publicKeyText(key)) ?? key;

describe('I11 a checkpoint', () => {
  it('verifies for its head and its key', () => {
    expect(verifyCheckpoint(publicOf(), HEAD, SIGNATURE)).toBe(true);
  });
  it.each<[string, Partial<Head>]>([
    ['origin', { origin: '140502001002' }],
    ['epoch', { epoch: 2 }],
    ['seq', { seq: 4 }],
    ['chain', { chain: genesis({ origin: '140502001001', epoch: 2 }) }],
    ['division between epoch and seq', { epoch: 13, seq: 3 }],
  ])('fails for another %s', (_, change) => {
    expect(verifyCheckpoint(publicOf(), { ...HEAD, ...change }, SIGNATURE)).toBe(false);
  });
  it('fails for another key', () => {
    expect(verifyCheckpoint(publicOf(newPrivateKey()), HEAD, SIGNATURE)).toBe(false);
  });
  it('fails after any character of the signature has changed, and for any other form of it', () => {
    for (let at = 0; at < SIGNATURE.length; at++) {
      for (const put of ['A', 'B', 'Q', 'g', 'w', '+', '=', '']) {
        const changed = SIGNATURE.slice(0, at) + put + SIGNATURE.slice(at + 1);
        if (changed !== SIGNATURE) expect(verifyCheckpoint(publicOf(), HEAD, changed)).toBe(false);
      }
    }
    const standard = Buffer.from(SIGNATURE, 'base64url').toString('base64');
    for (const other of ['', standard, `${SIGNATURE}=`, `${SIGNATURE}\n`, ` ${SIGNATURE}`, 'A'.repeat(86)]) {
      expect(verifyCheckpoint(publicOf(), HEAD, other)).toBe(false);
    }
  });
  it('has one spelling: 64 bytes as base64url', () => {
    const last = (character: string): string => SIGNATURE.slice(0, -1) + character;
    const taken = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter(
      (character) => isSignature(last(character)),
    );
    expect(taken.join('')).toBe('AQgw');
  });
});

describe('I11 keys as text', () => {
  it('come back as they were', () => {
    const text = publicKeyText(KEY);
    expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(publicKeyText(publicOf())).toBe(text);
    const copy = readPrivateKey(privateKeyPem(KEY));
    expect(copy && signCheckpoint(copy, HEAD)).toBe(SIGNATURE);
  });
  it('have one spelling', () => {
    const text = Buffer.alloc(32, 0xff).toString('base64url');
    expect(readPublicKey(text)).toBeDefined();
    for (const other of [
      '',
      text.slice(1),
      `${text}A`,
      `${text}=`,
      ` ${text}`,
      text.replace(/.$/, '9'),
      '€'.repeat(43),
    ]) {
      expect(readPublicKey(other)).toBeUndefined();
    }
  });
  it('are Ed25519 or nothing', () => {
    const pem = privateKeyPem(KEY);
    expect(readPrivateKey('')).toBeUndefined();
    expect(readPrivateKey(pem.replace('PRIVATE', 'PUBLIC'))).toBeUndefined();
    expect(readPrivateKey(privateKeyPem(generateKeyPairSync('x25519').privateKey))).toBeUndefined();
  });
  it('verify nothing where 32 bytes are no point on the curve', () => {
    const key = readPublicKey(Buffer.alloc(32, 2).toString('base64url'));
    expect(key && verifyCheckpoint(key, HEAD, SIGNATURE)).toBe(false);
  });
});
