import { createHash, createPrivateKey, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { LEVELS, type Json, type Level } from '#core/kernel';
import {
  chainsOf,
  decodeFrame,
  digest,
  encodeFrame,
  entryHash,
  entryText,
  FrameFault,
  genesis,
  headAfter,
  nextChain,
  publicKeyText,
  redactFor,
  sealEntry,
  signCheckpoint,
  signReceipt,
  verifyChain,
  verifyCheckpoint,
  verifyReceipt,
  type CertificateChain,
  type Checkpoint,
  type EntryHeader,
  type Head,
  type LogId,
  type ReceiptClaim,
  type SealedEntry,
} from './index.js';

/**
 * The vectors are checked twice: by the few lines below, which know only SHA-256, Ed25519 and how to join texts, and
 * by the library. So the one cannot drift from SPEC.md without the other.
 */
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');
const withheld = (line: string): string => (line.startsWith('=') ? `#${sha256(line.slice(1))}` : line);
const hashOf = ([header, ...sections]: readonly string[]): string =>
  sha256([header, ...sections.map(withheld)].join('\n'));
const publicKeyOf = (x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
const signed = (x: string, text: string, signature: string): boolean =>
  verify(null, Buffer.from(text, 'utf8'), publicKeyOf(x), Buffer.from(signature, 'base64url'));
const laneLines = ({ lane }: LogId): readonly string[] => (lane === undefined ? [] : [lane]);
const checkpointLines = (head: Head): string =>
  ['silian-checkpoint/1', head.origin, head.epoch, head.seq, head.chain, ...laneLines(head)].join('\n');

type Lines = readonly [string, string, string, string, string];
type Fields = { readonly [name: string]: Json };
interface EntryVector {
  readonly name: string;
  readonly header: EntryHeader;
  readonly fields: Partial<Record<Level, Fields>>;
  readonly lines: Lines;
  readonly hash: string;
  readonly redacted: Record<Level, Lines>;
}
interface ChainVector {
  readonly name: string;
  readonly chain: CertificateChain;
  readonly at?: string;
}
interface KeyVector {
  readonly seed: string;
  readonly public: string;
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8')) as T;
}

const { keys } = read<{ keys: Record<Level | 'stranger', KeyVector> }>('keys.json');
const { digests } = read<{ digests: { text: string; digest: string }[] }>('digests.json');
const { salts, entries } = read<{ salts: Record<Level, string>; entries: EntryVector[] }>('entries.json');
const log = read<
  LogId & {
    genesis: string;
    chain: { seq: number; entryHash: string; chain: string }[];
    genesisElsewhere: (LogId & { genesis: string })[];
    checkpoint: Checkpoint;
    urgent: Omit<Head, 'origin'> & { entryHash: string; signature: string };
  }
>('log.json');
const certificates = read<{
  rootKey: string;
  at: string;
  good: (ChainVector & { signer: { fingerprint: string; unit: string; level: Level; key: string } })[];
  refused: (ChainVector & { fault: string })[];
}>('certificates.json');
const frames = read<{
  frame: string[];
  heads: (Head & { signer: string })[];
  small: string[];
  refused: { why: string; line: number; find: string; put: string }[];
}>('frames.json');

const { receipts } = read<{ receipts: (ReceiptClaim & { signature: string })[] }>('receipts.json');

const logHead = (): Head => ({ ...log, seq: log.chain.length, chain: log.chain.at(-1)?.chain ?? '' });
const asEntry = ([header, ...sections]: Lines): SealedEntry => ({ header, sections: sections });

describe('I15 digests', () => {
  it.each(digests)('$text', ({ text, digest: expected }) => {
    expect(sha256(text)).toBe(expected);
    expect(digest(text)).toBe(expected);
  });
});

describe.each(entries)('I15 entry: $name', ({ header, fields, lines, hash, redacted }) => {
  it('is what a second implementation makes of it', () => {
    expect(JSON.parse(lines[0])).toEqual(header);
    for (const [index, height] of LEVELS.entries()) {
      const line = lines[index + 1] ?? '';
      expect(line === '-').toBe(fields[height] === undefined);
      if (line === '-') continue;
      expect(line.slice(0, 23)).toBe(`=${salts[height]}`);
      expect(JSON.parse(line.slice(23))).toEqual(JSON.parse(JSON.stringify(fields[height])));
    }
    expect(hashOf(lines)).toBe(hash);
    for (const [rank, level] of LEVELS.entries()) {
      const [first, ...sections] = lines;
      const expected = [first, ...sections.map((line, index) => (index <= rank ? line : withheld(line)))];
      expect(redacted[level]).toEqual(expected);
      expect(hashOf(redacted[level])).toBe(hash);
    }
  });
  it('is what the library makes of it', () => {
    const byHeight = LEVELS.filter((height) => fields[height]).map(
      (height) => [height, fields[height]] as [Level, Fields],
    );
    const drawn = byHeight.map(([height]) => salts[height]);
    const entry = sealEntry(header, new Map(byHeight), () => drawn.shift() ?? '');
    expect(entryText(entry).split('\n')).toEqual(lines);
    for (const level of LEVELS) {
      expect(redactFor(level, entry)).toEqual(asEntry(redacted[level]));
      expect(entryHash(asEntry(redacted[level]))).toBe(hash);
    }
  });
});

describe('I15 log', () => {
  it('is what a second implementation makes of it', () => {
    let chain = sha256(['silian-log/1', log.origin, log.epoch].join('\n'));
    expect(chain).toBe(log.genesis);
    for (const [index, link] of log.chain.entries()) {
      expect(link.entryHash).toBe(hashOf(entries[index]?.lines ?? []));
      chain = sha256([chain, link.entryHash].join('\n'));
      expect(link).toMatchObject({ seq: index + 1, chain });
    }
    expect(signed(keys.community.public, checkpointLines(logHead()), log.checkpoint.signature)).toBe(true);
    for (const { genesis: expected, ...other } of log.genesisElsewhere) {
      expect(sha256(['silian-log/1', other.origin, other.epoch, ...laneLines(other)].join('\n'))).toBe(
        expected,
      );
    }
  });
  it('has a lane of its own for what is urgent', () => {
    const { entryHash: hash, signature, ...place } = log.urgent;
    const head = { origin: log.origin, ...place };
    const first = log.genesisElsewhere.find((other) => other.lane === 'urgent')?.genesis ?? '';
    expect(sha256([first, hash].join('\n'))).toBe(head.chain);
    expect(nextChain(genesis({ ...head }), hash)).toBe(head.chain);
    expect(signed(keys.community.public, checkpointLines(head), signature)).toBe(true);
    expect(verifyCheckpoint(publicKeyOf(keys.community.public), head, signature)).toBe(true);
    const ordinary = { ...head, lane: undefined };
    expect(verifyCheckpoint(publicKeyOf(keys.community.public), ordinary, signature)).toBe(false);
  });
  it('is what the library makes of it', () => {
    let chain = genesis(log);
    expect(chain).toBe(log.genesis);
    for (const link of log.chain) {
      chain = nextChain(chain, link.entryHash);
      expect(chain).toBe(link.chain);
    }
    const { seed, public: x } = keys.community;
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d: seed }, format: 'jwk' });
    expect(signCheckpoint(key, logHead())).toBe(log.checkpoint.signature);
    expect(verifyCheckpoint(publicKeyOf(x), logHead(), log.checkpoint.signature)).toBe(true);
    expect(log.genesisElsewhere.map(genesis)).toEqual(log.genesisElsewhere.map((other) => other.genesis));
  });
});

describe('I15 receipts', () => {
  it.each(receipts)('up to $seq, lane $lane', ({ signature, ...claim }) => {
    const { seed, public: x } = keys.street;
    const { origin, epoch, lane = '', seq, chain, tier, at } = claim;
    const text = ['silian-receipt/1', origin, epoch, lane, seq, chain, tier, at].join('\n');
    expect(signed(x, text, signature)).toBe(true);
    const key = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x, d: seed }, format: 'jwk' });
    expect(signReceipt(key, claim)).toBe(signature);
    expect(verifyReceipt(publicKeyOf(x), claim, signature)).toBe(true);
  });
});

describe('I15 certificates', () => {
  it.each(certificates.good)('$name: taken by a second implementation and by the library', (vector) => {
    const { chain, signer } = vector;
    for (const [index, { claims, signature }] of chain.entries()) {
      const issuer = chain[index + 1];
      const { issuer: named } = JSON.parse(claims) as { issuer: string };
      expect(named).toBe(issuer ? sha256(issuer.claims) : 'root');
      const { key } = JSON.parse((issuer ?? { claims }).claims) as { key: string };
      expect(signed(key, `silian-certificate/1\n${claims}`, signature)).toBe(true);
    }
    expect(sha256(chain[0]?.claims ?? '')).toBe(signer.fingerprint);
    const outcome = verifyChain(chain, certificates.rootKey, new Date(certificates.at));
    const found = 'signer' in outcome && { ...outcome.signer, key: publicKeyText(outcome.signer.key) };
    expect(found).toEqual(signer);
  });
  it.each(certificates.refused)('$name: refused with $fault', ({ chain, at, fault }) => {
    const outcome = verifyChain(chain, certificates.rootKey, new Date(at ?? certificates.at));
    expect(outcome).toEqual({ fault });
  });
});

describe('I15 frames', () => {
  it('is what a second implementation reads', () => {
    const lines = [...frames.frame];
    expect(lines.shift()).toBe(`silian-frame/1 ${frames.heads.length}`);
    for (const head of frames.heads) {
      const segment = JSON.parse(lines.shift() ?? '') as Head & {
        from: number;
        count: number;
        prevChain: string;
        checkpoint: Checkpoint;
      };
      let chain = segment.prevChain;
      for (let n = 0; n < segment.count; n++) chain = sha256(`${chain}\n${hashOf(lines.splice(0, 5))}`);
      expect({ ...head, chain }).toEqual(head);
      expect(segment.from + segment.count - 1).toBe(head.seq);
      expect(segment.checkpoint.signer).toBe(head.signer);
      const key = head.origin === log.origin ? keys.community : keys.street;
      expect(signed(key.public, checkpointLines(head), segment.checkpoint.signature)).toBe(true);
    }
    expect(lines).toEqual([]);
  });
  it('is what the library reads, and writes again', () => {
    const segments = decodeFrame(frames.frame.join('\n'));
    const heads = segments.map((segment) => headAfter(segment, chainsOf(segment)));
    expect(heads).toEqual(
      frames.heads.map(({ origin, epoch, seq, chain }) => ({ origin, epoch, seq, chain })),
    );
    expect(encodeFrame(segments).split('\n')).toEqual(frames.frame);
    expect(decodeFrame(frames.small.join('\n'))).toHaveLength(1);
  });
  it.each(frames.refused)('refuses $why', ({ line, find, put }) => {
    const text = frames.small.join('\n').replace(find, () => put);
    expect(text).not.toBe(frames.small.join('\n'));
    expect(() => decodeFrame(text)).toThrow(expect.objectContaining({ name: 'FrameFault', line }));
    expect(() => decodeFrame(text)).toThrow(FrameFault);
  });
});
