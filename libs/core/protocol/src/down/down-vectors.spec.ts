import { createHash, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson, type Json } from '#core/kernel';
import {
  directiveHash,
  downGenesis,
  followRun,
  readDirective,
  sealDirective,
  signDownHead,
} from './index.js';

/** Checked twice, as all vectors are: by the few lines below, which know only SHA-256, Ed25519 and how to join texts. */
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');

interface DownVector {
  readonly issuer: string;
  readonly epoch: number;
  readonly addressee: string;
  readonly genesis: string;
  readonly directives: readonly { line: string; hash: string; chain: string; signature: string }[];
}

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), 'utf8'));
const { logs } = read('down.json') as { logs: DownVector[] };
const { public: x, seed: d } = read('keys.json').keys.city as { public: string; seed: string };
const PRIVATE = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d }, format: 'jwk' });
const PUBLIC = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });

describe.each(logs)('I15 the down log from $issuer to $addressee', (vector) => {
  const { issuer, epoch, addressee, genesis, directives } = vector;
  const log = { issuer, epoch, addressee };

  it('is what a second implementation makes of it', () => {
    expect(genesis).toBe(sha256(['silian-down/1', issuer, epoch, addressee].join('\n')));
    let before = genesis;
    for (const [index, { line, hash, chain, signature }] of directives.entries()) {
      expect(canonicalJson(JSON.parse(line) as Json)).toBe(line);
      expect(hash).toBe(sha256(`silian-directive/1\n${line}`));
      expect(chain).toBe(sha256(`${before}\n${hash}`));
      const text = ['silian-down-head/1', issuer, epoch, addressee, index + 1, chain].join('\n');
      expect(verify(null, Buffer.from(text), PUBLIC, Buffer.from(signature, 'base64url'))).toBe(true);
      before = chain;
    }
  });

  it('is what the library makes of it', () => {
    expect(downGenesis(log)).toBe(genesis);
    const signer = 'a'.repeat(43);
    const rows = directives.map(({ line, hash, chain, signature }, index) => {
      const directive = readDirective(line);
      expect(directive && sealDirective(directive)).toBe(line);
      expect(directiveHash(line)).toBe(hash);
      expect(signDownHead(PRIVATE, { ...log, seq: index + 1, chain })).toBe(signature);
      return { seq: index + 1, line, signer, signature };
    });
    const outcome = followRun(log, { seq: 0, at: () => undefined }, rows, () => PUBLIC);
    expect(outcome.taken.map(({ chain }) => chain)).toEqual(directives.map(({ chain }) => chain));
  });
});
