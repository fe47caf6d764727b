import fc from 'fast-check';
import { isWithin, type Level } from '#core/kernel';
import {
  chainsOf,
  compare,
  decodeFrame,
  encodeFrame,
  FrameFault,
  genesis,
  headAfter,
  issueCertificate,
  issueRoot,
  newPrivateKey,
  publicKeyText,
  signCheckpoint,
  verifyChain,
  verifyCheckpoint,
  type CertificateChain,
  type Segment,
} from './index.js';
import { newEntries } from './testing/signed-logs.js';

const NOW = new Date('2016-05-06T07:08:09.010Z');
const PERIOD = { notBefore: new Date('2006-01-01'), notAfter: new Date('2026-01-01') };
const cityKey = newPrivateKey();
const ROOT_KEY = publicKeyText(cityKey);
const rootChain = issueRoot(cityKey, { unit: '1405', level: 'city', ...PERIOD });

/** A log of so many entries, as its signer sends it: redacted for a district, all of it in one segment. */
function makeSegment(origin: string, signerUnit: string, level: Level, count: number): Segment {
  const key = newPrivateKey();
  const request = { unit: signerUnit, level, publicKey: publicKeyText(key), ...PERIOD };
  const certificates: CertificateChain = issueCertificate(cityKey, rootChain, request);
  const entries = newEntries(origin, count);
  const log = { origin, epoch: 1, from: 1, prevChain: genesis({ origin, epoch: 1 }), entries };
  const unsigned = { ...log, checkpoint: { signer: '', signature: '' } };
  const { fingerprint } = verifiedSigner(certificates) ?? { fingerprint: '' };
  const signature = signCheckpoint(key, headAfter(unsigned, chainsOf(unsigned)));
  return { ...log, checkpoint: { signer: fingerprint, signature }, certificates };
}

function verifiedSigner(chain: CertificateChain | undefined) {
  const outcome = verifyChain(chain ?? [], ROOT_KEY, NOW);
  return 'signer' in outcome ? outcome.signer : undefined;
}

const SEGMENTS = [
  makeSegment('140502001001', '140502001001', 'community', 3),
  makeSegment('140502001002', '140502001', 'street', 1),
  makeSegment('140502', '140502', 'district', 2),
];
const BYTES = new TextEncoder().encode(encodeFrame(SEGMENTS));

/** A segment character for character: what is stored must be what was sent, signatures included. */
const contentOf = (segment: Segment): string => encodeFrame([segment]);
const TRUTH = new Set(SEGMENTS.map(contentOf));

/** A receiver that holds empty logs, by the rules of SPEC.md: gives what it would store. */
function receive(bytes: Uint8Array): Segment[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return decodeFrame(text).filter((segment) => {
    const signer = verifiedSigner(segment.certificates);
    if (!signer || signer.fingerprint !== segment.checkpoint.signer) return false;
    if (!isWithin(segment.origin, signer.unit)) return false;
    const chains = chainsOf(segment);
    const head = headAfter(segment, chains);
    if (!verifyCheckpoint(signer.key, head, segment.checkpoint.signature)) return false;
    const empty = { ...head, seq: 0, chain: genesis(head) };
    return (
      compare(segment, chains, empty, (seq) => (seq === 0 ? empty.chain : undefined)).kind === 'continues'
    );
  });
}

/** What is stored of a changed frame; undefined where the frame is refused as a whole. */
function storedOf(bytes: Uint8Array): Segment[] | undefined {
  try {
    return receive(bytes);
  } catch (error) {
    // The decoder's TypeError is for bytes that are no UTF-8; anything else would be an error of ours.
    if (
      error instanceof FrameFault ||
      (error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
    ) {
      return undefined;
    }
    throw error;
  }
}

const position = fc.nat({ max: BYTES.length - 1 });
const flip = fc.tuple(position, fc.nat({ max: 7 })).map(([at, bit]) => {
  const changed = BYTES.slice();
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
});
const cut = fc
  .tuple(position, fc.nat({ max: 200 }))
  .map(([at, length]) => Buffer.concat([BYTES.subarray(0, at), BYTES.subarray(at + 1 + length)]));
const truncated = position.map((length) => BYTES.subarray(0, length));
const anyBytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
);
const inserted = fc
  .tuple(position, anyBytes)
  .map(([at, put]) => Buffer.concat([BYTES.subarray(0, at), put, BYTES.subarray(at)]));
const copied = fc
  .tuple(position, position, fc.nat({ max: 600 }))
  .map(([to, from, length]) =>
    Buffer.concat([BYTES.subarray(0, to), BYTES.subarray(from, from + length), BYTES.subarray(to)]),
  );
const linesMoved = fc.tuple(fc.nat(), fc.nat()).map(([from, to]) => {
  const lines = Buffer.from(BYTES).toString().split('\n');
  const [line] = lines.splice(from % lines.length, 1);
  lines.splice(to % lines.length, 0, line ?? '');
  return Buffer.from(lines.join('\n'));
});

describe('a frame that was changed on its way', () => {
  it('is taken whole when nobody changed it', () => {
    expect(receive(BYTES).map(contentOf)).toEqual([...TRUTH]);
  });
  it.each([
    ['a flipped bit', flip],
    ['a missing piece', cut],
    ['a missing end', truncated],
    ['an inserted piece', inserted],
    ['a piece copied elsewhere', copied],
    ['a line moved', linesMoved],
  ] as [string, fc.Arbitrary<Uint8Array>][])(
    'I7 adds nothing to any log that its origin did not write: %s',
    (_, change) => {
      fc.assert(
        fc.property(change, (bytes) => {
          for (const segment of storedOf(bytes) ?? []) expect(TRUTH).toContain(contentOf(segment));
        }),
        { numRuns: 400 },
      );
    },
  );
  it('I7 loses only the log that was changed, where the grammar still holds', () => {
    const text = Buffer.from(BYTES).toString();
    const changed = text.replace('{"participants":1}', '{"participants":7}');
    expect(storedOf(Buffer.from(changed))?.map((segment) => segment.origin)).toEqual([
      '140502001002',
      '140502',
    ]);
  });
  it('I7 takes no entry out of a log, none twice, and none in another order', () => {
    const [first] = SEGMENTS;
    if (!first) throw new TypeError('no segment');
    const [a, b, c] = first.entries as [never, never, never];
    for (const entries of [
      [a, b],
      [a, c],
      [b, c],
      [a, a, b, c],
      [a, c, b],
      [a, b, c, c],
    ]) {
      expect(receive(Buffer.from(encodeFrame([{ ...first, entries }])))).toEqual([]);
    }
    expect(receive(Buffer.from(encodeFrame([{ ...first, entries: [a, b, c] }])))).toHaveLength(1);
  });
  it('I7 says nothing for another log, another epoch or another place', () => {
    for (const segment of SEGMENTS) {
      const { origin } = segment;
      const sibling = `${origin.slice(0, -1)}9`;
      for (const change of [{ origin: sibling }, { epoch: 2 }, { from: 2 }]) {
        const moved = { ...segment, ...change };
        const rebound = { ...moved, prevChain: genesis(moved) };
        expect(receive(Buffer.from(encodeFrame([moved])))).toEqual([]);
        expect(receive(Buffer.from(encodeFrame([rebound])))).toEqual([]);
      }
    }
  });
});

describe('I6 a text that never was a frame', () => {
  it('is refused with a FrameFault and nothing else', () => {
    const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.string());
    const anyHead = fc.tuple(anyText, anyText).map(([head, rest]) => `silian-frame/1 1\n${head}\n${rest}`);
    fc.assert(
      fc.property(fc.oneof(anyText, anyHead), (text) => {
        expect(() => decodeFrame(text)).toThrow(FrameFault);
      }),
      { numRuns: 1_000 },
    );
  });
  it('is refused for every shape that a segment’s header can have', () => {
    const keys = ['origin', 'epoch', 'from', 'prevChain', 'checkpoint', 'certificates', 'count', '__proto__'];
    const sound = JSON.parse(encodeFrame(SEGMENTS).split('\n')[1] ?? '') as Record<string, unknown>;
    const change = fc.tuple(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 3 }));
    const body = encodeFrame(SEGMENTS).split('\n').slice(2, 17).join('\n');
    fc.assert(
      fc.property(change, ([key, value]) => {
        const head = JSON.stringify({ ...sound, count: 3, [key]: value });
        for (const segment of storedOf(Buffer.from(`silian-frame/1 1\n${head}\n${body}`)) ?? []) {
          expect(TRUTH).toContain(contentOf(segment));
        }
      }),
      { numRuns: 1_000 },
    );
  });
  const MEBIBYTE = 1024 * 1024;
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  const [magic, head = '', header = ''] = encodeFrame(SEGMENTS).split('\n');
  it.each([
    ['line feeds', '\n'.repeat(MEBIBYTE)],
    ['one long line', 'x'.repeat(MEBIBYTE)],
    ['nested lists for a segment’s header', `${magic}\n${nested(400_000)}`],
    ['nested lists that never end', `${magic}\n${'['.repeat(900_000)}`],
    ['nested lists inside a segment’s header', `${magic}\n${head.replace('{', `{"x":${nested(400_000)},`)}`],
    [
      'nested lists inside a checkpoint',
      `${magic}\n${head.replace('"signer"', `"x":${nested(400_000)},"signer"`)}`,
    ],
    ['empty lines for entries', `${magic}\n${head}${'\n'.repeat(900_000)}`],
    ['digests without end', `${magic}\n${head}\n${header}\n${`#${'A'.repeat(900_000)}`}\n-\n-\n-`],
    ['many members', `${magic}\n{${Array.from({ length: 90_000 }, (_, n) => `"${n}":0`).join(',')}}`],
    ['more than a frame holds', 'x'.repeat(64 * MEBIBYTE)],
  ])('is refused in bounded time: %s', (_, text) => {
    const begun = performance.now();
    expect(() => decodeFrame(text)).toThrow(FrameFault);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
