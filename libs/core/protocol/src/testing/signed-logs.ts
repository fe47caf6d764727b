import type { KeyObject } from 'node:crypto';
import { unitLevel, type Json, type Level } from '#core/kernel';
import {
  chainsOf,
  fingerprint,
  genesis,
  headAfter,
  issueCertificate,
  issueRoot,
  newPrivateKey,
  publicKeyText,
  redactFor,
  sealEntry,
  signCheckpoint,
  type CertificateChain,
  type SealedEntry,
  type Segment,
} from '../index.js';

export const PERIOD = { notBefore: new Date('2006-01-01'), notAfter: new Date('2026-01-01') };

/** A node with key and certificates, as a test plays it. */
export interface Signer {
  readonly unit: string;
  readonly key: KeyObject;
  readonly chain: CertificateChain;
  readonly fingerprint: string;
}

export function rootSigner(unit: string): Signer {
  const key = newPrivateKey();
  return signerOf(unit, key, issueRoot(key, { unit, level: levelOf(unit), ...PERIOD }));
}

export function signerBelow(issuer: Signer, unit: string): Signer {
  const key = newPrivateKey();
  const request = { unit, level: levelOf(unit), publicKey: publicKeyText(key), ...PERIOD };
  return signerOf(unit, key, issueCertificate(issuer.key, issuer.chain, request));
}

function signerOf(unit: string, key: KeyObject, chain: CertificateChain): Signer {
  const [own] = chain;
  if (!own) throw new TypeError('a signer has a certificate');
  return { unit, key, chain, fingerprint: fingerprint(own) };
}

function levelOf(unit: string): Level {
  const level = unitLevel(unit);
  if (!level) throw new TypeError(`${unit} is not a unit code`);
  return level;
}

/** Entries as a district holds them. */
export function newEntries(unit: string, count: number): SealedEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const header = {
      record: `0190f3a0-0000-7000-8000-${String(index).padStart(12, '0')}`,
      version: 1,
      type: 'activity',
      unit,
      op: 'put' as const,
      occurredOn: '2006-03-01',
      catalogue: '2005-1',
      recordedAt: '2006-03-01T02:03:04.005Z',
    };
    const fields = new Map<Level, { [key: string]: Json }>([
      ['city', { participants: index }],
      ['community', { host: '王小明 "😀"\n' }],
    ]);
    return redactFor(
      'district',
      sealEntry(header, fields, () => 'abcdefghijklmnopqrstuv'),
    );
  });
}

/** A run of a log behind `before`, or from its genesis, with a checkpoint at its end. */
export function newSegment(
  signer: Signer,
  origin: string,
  count: number,
  before?: Segment,
  epoch = 1,
): Segment {
  const log = { origin, epoch };
  const head = before ? headAfter(before, chainsOf(before)) : { seq: 0, chain: genesis(log) };
  const run = { ...log, from: head.seq + 1, prevChain: head.chain, entries: newEntries(origin, count) };
  const unsigned = { ...run, checkpoint: { signer: signer.fingerprint, signature: '' } };
  const signature = signCheckpoint(signer.key, headAfter(unsigned, chainsOf(unsigned)));
  return { ...unsigned, checkpoint: { signer: signer.fingerprint, signature }, certificates: signer.chain };
}

/** Bytes as a stream gives them, in pieces of one size. */
export async function* inPieces(bytes: Uint8Array, size = 4_096): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

/** All that a generator gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
