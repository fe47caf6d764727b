import {
  decodeFrame,
  encodeFrame,
  entryHash,
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  FRAME_SEGMENTS_MAX,
  genesis,
  nextChain,
  SEGMENT_ENTRIES_MAX,
  type CertificateChain,
  type SealedEntry,
} from '#core/protocol';
import type { StoredLogEntry } from '#platform/storage';
import { assembleFrame, type Portion } from './frame-assembly.js';
import type { Supply } from './supply.js';

const SIGNER = 's'.repeat(43);
const SIGNATURE = 'A'.repeat(86);
const CERTIFICATE = { claims: '{"unit":"1405"}', signature: SIGNATURE };
const CERTIFICATES: ReadonlyMap<string, CertificateChain> = new Map([[SIGNER, [CERTIFICATE]]]);

const SALT = 'x'.repeat(22);

function entryOf(bytes: number): SealedEntry {
  const empty = `=${SALT}{}`;
  return { header: '{}', sections: [`=${SALT}{"a":"${'b'.repeat(bytes)}"}`, empty, empty, empty] };
}

/** Entries of one log, signed at each multiple of `every` and at the end. */
function supplyOf(
  index: number,
  count: number,
  { every = 1, bytes = 10, known = null as string | null } = {},
): Supply {
  const origin = `14050200${1 + (index % 9)}${String(index).padStart(3, '0')}`;
  const log = { originId: index, origin, epoch: 1, ackedSeq: 0, headSeq: count, knownSigner: known };
  let chain = genesis(log);
  const entries = Array.from({ length: count }, (_, at): StoredLogEntry => {
    const sealed = entryOf(bytes);
    chain = nextChain(chain, entryHash(sealed));
    const signed = (at + 1) % every === 0 || at + 1 === count;
    const checkpoint = signed ? { signer: SIGNER, signature: SIGNATURE } : { signer: null, signature: null };
    const place = { originId: index, seq: at + 1, record: null, version: null, chain, storedAt: new Date(0) };
    return { ...sealed, ...place, ...checkpoint };
  });
  return { log, prevChain: genesis(log), entries };
}

const supplies = (count: number, entries: number, options = {}): Supply[] =>
  Array.from({ length: count }, (_, index) => supplyOf(index, entries, options));

const countOf = (portions: readonly Portion[]): number =>
  portions.flatMap(({ segments }) => segments).reduce((sum, { entries }) => sum + entries.length, 0);

/** What is sent is read by the receiver's own rules, which refuse whatever breaks a bound. */
function sent(portions: readonly Portion[]): string {
  const text = encodeFrame(portions.flatMap(({ segments }) => segments));
  expect(decodeFrame(text)).toHaveLength(portions.flatMap(({ segments }) => segments).length);
  return text;
}

describe('a frame', () => {
  it.each<[string, Supply[]]>([
    ['many entries', supplies(3, 900)],
    ['many logs', supplies(400, 1)],
    ['large entries', supplies(4, 40, { bytes: 60_000 })],
    ['far checkpoints', supplies(4, 500, { every: SEGMENT_ENTRIES_MAX })],
    ['small sections that grow when they are withheld', supplies(2, 500, { bytes: 1 })],
  ])('of %s keeps every bound of the receiver', (_, from) => {
    for (const level of ['city', 'street'] as const) sent(assembleFrame(from, level, CERTIFICATES));
  });

  it('takes as many entries and as many logs as it may', () => {
    expect(countOf(assembleFrame(supplies(3, 900), 'city', CERTIFICATES))).toBe(FRAME_ENTRIES_MAX);
    expect(assembleFrame(supplies(400, 1), 'city', CERTIFICATES)).toHaveLength(FRAME_SEGMENTS_MAX);
  });

  it('is as full of large entries as it can be', () => {
    const text = sent(assembleFrame(supplies(4, 40, { bytes: 60_000 }), 'city', CERTIFICATES));
    expect(text.length).toBeGreaterThan(FRAME_BYTES_MAX - 64 * 1024);
  });

  it('ends every segment at a checkpoint, and each joins the one before', () => {
    const [portion] = assembleFrame([supplyOf(1, 600, { every: 70 })], 'city', CERTIFICATES);
    const segments = portion?.segments ?? [];
    expect(segments.map(({ from, entries }) => [from, entries.length])).toEqual([
      [1, 210],
      [211, 210],
      [421, 180],
    ]);
    const chains = portion?.supply.entries.map(({ chain }) => chain) ?? [];
    expect(segments.map(({ prevChain }) => prevChain)).toEqual([
      portion?.supply.prevChain,
      chains[209],
      chains[419],
    ]);
    expect(portion?.last.seq).toBe(600);
  });

  it('leaves out a log whose first checkpoint does not fit, and goes on with the next', () => {
    const far = { ...supplyOf(1, 300), entries: supplyOf(1, 300, { every: 300 }).entries };
    const portions = assembleFrame([far, supplyOf(2, 5)], 'city', CERTIFICATES);
    expect(portions.map(({ supply }) => supply.log.originId)).toEqual([2]);
  });

  it('brings the certificates of a signer once, and not where the parent knows it', () => {
    const [unknown] = assembleFrame([supplyOf(1, 600)], 'city', CERTIFICATES);
    expect(unknown?.segments.map(({ certificates }) => certificates)).toEqual([
      [CERTIFICATE],
      undefined,
      undefined,
    ]);
    const [known] = assembleFrame([supplyOf(1, 600, { known: SIGNER })], 'city', CERTIFICATES);
    expect(known?.segments.some(({ certificates }) => certificates)).toBe(false);
  });

  it('withholds what the parent may not hold', () => {
    const [atStreet] = assembleFrame([supplyOf(1, 1)], 'street', CERTIFICATES);
    const [atCity] = assembleFrame([supplyOf(1, 1)], 'city', CERTIFICATES);
    const shown = (portion?: Portion): string[] =>
      portion?.segments[0]?.entries[0]?.sections.map((line) => line[0] ?? '') ?? [];
    expect(shown(atStreet)).toEqual(['=', '=', '=', '#']);
    expect(shown(atCity)).toEqual(['=', '#', '#', '#']);
  });
});

describe('a frame for a bad link', () => {
  const BYTES_MAX = 32 * 1024;

  it('is no larger than it is told', () => {
    const text = sent(assembleFrame(supplies(3, 900), 'city', CERTIFICATES, BYTES_MAX));
    expect(text.length).toBeLessThanOrEqual(BYTES_MAX);
    expect(text.length).toBeGreaterThan(BYTES_MAX / 2);
  });

  it('takes one segment that is larger, since it cannot be cut finer, and nothing else', () => {
    const portions = assembleFrame(
      [supplyOf(1, 500, { every: 250 }), supplyOf(2, 1)],
      'city',
      CERTIFICATES,
      BYTES_MAX,
    );
    expect(portions.map(({ segments }) => segments.map(({ entries }) => entries.length))).toEqual([[250]]);
  });
});
