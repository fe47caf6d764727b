import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  scryptSync,
  verify,
  type KeyObject,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson, LEVELS, type Json, type Level } from '#core/kernel';
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
  isParentProof,
  nextChain,
  pairingSecret,
  proveAnswer,
  proveRequest,
  publicKeyText,
  readRenewal,
  redactFor,
  revocationId,
  revocationSetDigest,
  sealEntry,
  signCheckpoint,
  signReceipt,
  verifyChain,
  verifyCheckpoint,
  verifyRevocation,
  verifyReceipt,
  type CertificateChain,
  type Checkpoint,
  type EntryHeader,
  type Head,
  type LogId,
  type PairingAnswer,
  type PairingRequest,
  type Revocation,
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

const trust = read<{
  pairing: {
    code: string;
    request: PairingRequest;
    secret: string;
    requestProof: string;
    answer: PairingAnswer;
    answerProof: string;
  };
  renewal: { old: string; publicKey: string; proof: string };
  revocation: Revocation & { id: string };
  set: { ids: string[]; digest: string };
  parent: {
    childFingerprint: string;
    unit: string;
    parent: string;
    nonce: string;
    chain: CertificateChain;
    signature: string;
  };
}>('trust.json');
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

describe('I15 trust', () => {
  const { pairing, renewal, revocation, set, parent } = trust;
  const keyIn = ([own]: CertificateChain): string => (JSON.parse(own?.claims ?? '') as { key: string }).key;

  it('pairing is what a second implementation makes of it, and the library', async () => {
    const { code, request, answer } = pairing;
    const secret = scryptSync(code, request.id, 32, { N: 32_768, r: 8, p: 1, maxmem: 2 ** 26 });
    expect(secret.toString('base64url')).toBe(pairing.secret);
    expect(await pairingSecret(code, request.id)).toEqual(secret);
    const hmac = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
    const members = canonicalJson({ ...request });
    expect(hmac(`silian-pairing-request/1\n${members}`)).toBe(pairing.requestProof);
    expect(proveRequest(secret, request)).toBe(pairing.requestProof);
    const certificatesDigest = sha256(canonicalJson(answer.chain as unknown as Json));
    const lines = [
      'silian-pairing-answer/1',
      request.id,
      request.publicKey,
      answer.rootKey,
      certificatesDigest,
    ];
    expect(hmac(lines.join('\n'))).toBe(pairing.answerProof);
    expect(proveAnswer(secret, request, answer)).toBe(pairing.answerProof);
  });

  it('a renewal is', () => {
    const { old, publicKey, proof } = renewal;
    expect(signed(publicKey, `silian-renewal/1\n${old}\n${publicKey}`, proof)).toBe(true);
    expect(readRenewal(renewal, old)).toBe(publicKey);
  });

  it('a revocation is, and a set of them', () => {
    const { claims, signature, chain, id } = revocation;
    expect(signed(keyIn(chain), `silian-revocation/1\n${claims}`, signature)).toBe(true);
    expect(sha256(claims)).toBe(id);
    expect(revocationId(revocation)).toBe(id);
    expect(verifyRevocation(revocation, certificates.rootKey)).toMatchObject({ revocation: { id } });
    expect(sha256(`silian-revocations/1\n${[...set.ids].sort().join('\n')}`)).toBe(set.digest);
    expect(revocationSetDigest(set.ids)).toBe(set.digest);
  });

  it('the proof of a parent is', () => {
    const text = `silian-parent/1\n${parent.childFingerprint}\n${parent.nonce}`;
    expect(signed(keyIn(parent.chain), text, parent.signature)).toBe(true);
    const at = new Date(certificates.at);
    expect(isParentProof(parent, parent, certificates.rootKey, at)).toBe(true);
    for (const change of [
      { parent: '1405' },
      { nonce: set.digest },
      { unit: parent.parent },
      { childFingerprint: set.digest },
    ]) {
      expect(isParentProof(parent, { ...parent, ...change }, certificates.rootKey, at)).toBe(false);
    }
  });
});
