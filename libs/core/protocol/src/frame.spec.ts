import fc from 'fast-check';
import { LEVELS, type Json, type Level } from '#core/kernel';
import {
  CERTIFICATE_CHAIN_MAX,
  CERTIFICATE_CLAIMS_LENGTH_MAX,
  decodeFrame,
  encodeFrame,
  ENTRY_BYTES_MAX,
  entryBytes,
  EPOCH_MAX,
  FRAME_BYTES_MAX,
  FRAME_ENTRIES_MAX,
  FRAME_SEGMENTS_MAX,
  FrameFault,
  redactFor,
  sealEntry,
  SEGMENT_BYTES_MAX,
  SEGMENT_ENTRIES_MAX,
  type EntryHeader,
  type SealedEntry,
  type Segment,
} from './index.js';

const DIGEST = 'A'.repeat(43);
const SIGNATURE = 'A'.repeat(86);
const SALT = 'abcdefghijklmnopqrstuv';
const HEADER: EntryHeader = {
  record: '0190f3a0-0000-7000-8000-000000000001',
  version: 1,
  type: 'activity',
  unit: '140502001001',
  op: 'put',
  occurredOn: null,
  catalogue: '2005-1',
  recordedAt: '2006-03-01T02:03:04.005Z',
};

function segmentOf(entries: readonly SealedEntry[], change: Partial<Segment> = {}): Segment {
  const checkpoint = { signer: DIGEST, signature: SIGNATURE };
  return { origin: HEADER.unit, epoch: 1, from: 1, prevChain: DIGEST, checkpoint, entries, ...change };
}

function sealed(fields: { [key: string]: Json }): SealedEntry {
  return sealEntry(HEADER, new Map([['city', fields]]), () => SALT);
}

/** An entry of exactly so many bytes. Chinese characters have three each, so that characters are not mistaken for bytes. */
function entryOf(bytes: number): SealedEntry {
  const room = bytes - entryBytes(sealed({ a: '' }));
  return sealed({ a: '社'.repeat(Math.floor(room / 3)) + 'x'.repeat(room % 3) });
}

function allHeights(fields: { [key: string]: Json }): Map<Level, { [key: string]: Json }> {
  return new Map(LEVELS.map((height) => [height, fields]));
}

const one = sealed({ n: 1 });
const many = (count: number): SealedEntry[] => Array.from({ length: count }, () => one);

/** Why the frame is refused, or undefined where it is taken. */
function ruleOf(text: string): string | undefined {
  try {
    decodeFrame(text);
    return undefined;
  } catch (error) {
    if (error instanceof FrameFault) return error.rule;
    throw error;
  }
}

const ruleOfSegments = (...segments: Segment[]): string | undefined => ruleOf(encodeFrame(segments));

describe('a frame', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('"', '\\', '\n', '\\n', '\u0000', '\u007f', '\u2028', '\ufeff', '\ufffd', '😀', '社区'),
  );
  const anyFields = fc.dictionary(anyText, anyText, { maxKeys: 3 });
  const anyEntry = fc.tuple(anyFields, fc.constantFrom(...LEVELS)).map(([fields, level]) =>
    redactFor(
      level,
      sealEntry(HEADER, allHeights(fields), () => SALT),
    ),
  );
  const anyCertificate = anyText.map((claims) => ({ claims, signature: SIGNATURE }));
  const anySegment: fc.Arbitrary<Segment> = fc
    .record({
      origin: fc.constantFrom('50', '1405', '140502', '140502001', '140502001001'),
      epoch: fc.integer({ min: 1, max: EPOCH_MAX }),
      from: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - FRAME_ENTRIES_MAX }),
      certificates: fc.option(fc.array(anyCertificate, { minLength: 1, maxLength: CERTIFICATE_CHAIN_MAX }), {
        nil: undefined,
      }),
      entries: fc.array(anyEntry, { minLength: 1, maxLength: 4 }),
    })
    .map(({ certificates, entries, ...head }) =>
      segmentOf(entries, certificates ? { ...head, certificates } : head),
    );

  it('I5 comes out as it went in, character for character', () => {
    fc.assert(
      fc.property(fc.array(anySegment, { minLength: 1, maxLength: 5 }), (segments) => {
        const text = encodeFrame(segments);
        const bytes = new TextEncoder().encode(text);
        const arrived = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
        const decoded = decodeFrame(arrived);
        expect(decoded).toEqual(segments);
        expect(encodeFrame(decoded)).toBe(text);
      }),
    );
  });
  it('I14 passes over members of a segment’s header that a later version added', () => {
    const later = encodeFrame([segmentOf([one])]).replace('{"checkpoint":{', '{"checkpoint":{"hint":[1],');
    expect(decodeFrame(later.replace('"count"', '"hue":"urgent","count"'))).toEqual([segmentOf([one])]);
  });
  it('I14 takes over nothing that stands unsigned beside a certificate’s claims', () => {
    const certificates = [{ claims: '{}', signature: SIGNATURE }];
    const segment = segmentOf([one], { certificates });
    const beside = encodeFrame([segment]).replace('{"claims"', `{"note":"${'x'.repeat(5_000)}","claims"`);
    expect(decodeFrame(beside)).toEqual([segment]);
  });
});

describe('I8 bounds of a frame', () => {
  it('entries of a segment and of a frame', () => {
    const quarter = segmentOf(many(FRAME_ENTRIES_MAX / 4));
    expect(ruleOfSegments(segmentOf(many(SEGMENT_ENTRIES_MAX)))).toBeUndefined();
    expect(ruleOfSegments(segmentOf(many(SEGMENT_ENTRIES_MAX + 1)))).toMatch('header breaks a rule');
    expect(ruleOfSegments(quarter, quarter, quarter, quarter)).toBeUndefined();
    expect(ruleOfSegments(quarter, quarter, quarter, quarter, segmentOf([one]))).toMatch('more than');
  });
  it('segments of a frame', () => {
    const full = Array.from({ length: FRAME_SEGMENTS_MAX }, () => segmentOf([one]));
    expect(ruleOfSegments(...full)).toBeUndefined();
    expect(ruleOfSegments(...full, segmentOf([one]))).toBe(`more than ${FRAME_SEGMENTS_MAX} segments`);
    expect(ruleOfSegments()).toMatch('number of segments');
  });
  it('bytes of a segment', () => {
    const quarter = entryOf(SEGMENT_BYTES_MAX / 4);
    expect(ruleOfSegments(segmentOf([quarter, quarter, quarter, quarter]))).toBeUndefined();
    expect(ruleOfSegments(segmentOf([quarter, quarter, quarter, quarter, one]))).toMatch(
      'segment larger than',
    );
  });
  it('bytes of an entry, not characters', () => {
    expect(entryBytes(entryOf(ENTRY_BYTES_MAX))).toBe(ENTRY_BYTES_MAX);
    expect(ruleOfSegments(segmentOf([entryOf(ENTRY_BYTES_MAX)]))).toBeUndefined();
    expect(ruleOfSegments(segmentOf([entryOf(ENTRY_BYTES_MAX + 1)]))).toMatch('entry larger than');
  });
  it('bytes of a frame', () => {
    const text = encodeFrame([segmentOf([one])]);
    const room = FRAME_BYTES_MAX - Buffer.byteLength(text) - '"pad":"",'.length;
    const padded = (bytes: number): string => {
      const pad = '社'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3);
      return text.replace('"count"', `"pad":"${pad}","count"`);
    };
    expect(ruleOf(padded(room))).toBeUndefined();
    expect(ruleOf(padded(room + 1))).toMatch('frame larger than');
  });
  it('three of the largest segments, however little of them is shown, fit one frame with their certificates', () => {
    const size = Math.floor(SEGMENT_BYTES_MAX / SEGMENT_ENTRIES_MAX);
    const entryWith = (a: string): SealedEntry =>
      sealEntry(HEADER, new Map([...allHeights({}), ['city', { a }]]), () => SALT);
    const entry = entryWith('x'.repeat(size - entryBytes(entryWith(''))));
    const entries = Array.from({ length: SEGMENT_ENTRIES_MAX }, () => redactFor('city', entry));
    const claims = '\u0001'.repeat(CERTIFICATE_CLAIMS_LENGTH_MAX);
    const certificates = Array.from({ length: CERTIFICATE_CHAIN_MAX }, () => ({
      claims,
      signature: SIGNATURE,
    }));
    const largest = segmentOf(entries, { certificates, epoch: EPOCH_MAX });
    expect(entryBytes(entry)).toBe(size);
    expect(ruleOfSegments(largest, largest, largest)).toBeUndefined();
  });
  it('epochs, seqs and counts', () => {
    expect(ruleOfSegments(segmentOf([one], { epoch: EPOCH_MAX }))).toBeUndefined();
    for (const epoch of [0, -1, 1.5, EPOCH_MAX + 1]) {
      expect(ruleOfSegments(segmentOf([one], { epoch }))).toMatch('header breaks a rule');
    }
    for (const from of [0, -1, 1.5, Number.MAX_SAFE_INTEGER]) {
      expect(ruleOfSegments(segmentOf([one], { from }))).toMatch('header breaks a rule');
    }
    expect(ruleOfSegments(segmentOf([]))).toMatch('header breaks a rule');
  });
  it('certificates and their claims', () => {
    const claims = (length: number, count = 1): Segment =>
      segmentOf([one], {
        certificates: Array.from({ length: count }, () => ({
          claims: 'x'.repeat(length),
          signature: SIGNATURE,
        })),
      });
    expect(ruleOfSegments(claims(CERTIFICATE_CLAIMS_LENGTH_MAX, CERTIFICATE_CHAIN_MAX))).toBeUndefined();
    expect(ruleOfSegments(claims(CERTIFICATE_CLAIMS_LENGTH_MAX + 1))).toMatch('header breaks a rule');
    expect(ruleOfSegments(claims(1, CERTIFICATE_CHAIN_MAX + 1))).toMatch('header breaks a rule');
    expect(ruleOfSegments(claims(1, 0))).toMatch('header breaks a rule');
  });
});

describe('I6 the text of a frame', () => {
  const text = encodeFrame([segmentOf([sealed({ a: 'x' })])]);

  it('holds no raw control character but the line feed', () => {
    for (let code = 0; code < 0x20; code++) {
      const put = String.fromCharCode(code);
      const found = ruleOf(text.replace('"x"', `"${put}"`));
      expect(found).toBe(put === '\n' ? 'expected a header and four sections' : 'raw control character');
    }
    expect(ruleOf(text.replace('"x"', '"\u007f\u0085\u2028"'))).toBeUndefined();
  });
  it('says where the control character is', () => {
    const at = text.replace('{"a"', '\u0000{"a"');
    expect(() => decodeFrame(at)).toThrow(expect.objectContaining({ line: 4 }));
  });
  it('holds no half characters', () => {
    expect(ruleOf(text.replace('"x"', '"\ud800"'))).toBe('lone surrogate');
    expect(ruleOf(text.replace('"x"', '"\ufffd"'))).toBeUndefined();
    const certificates = [{ claims: 'x', signature: SIGNATURE }];
    const escaped = encodeFrame([segmentOf([one], { certificates })]).replace(
      '"claims":"x"',
      '"claims":"\\ud800"',
    );
    expect(ruleOf(escaped)).toMatch('header breaks a rule');
  });
  it('begins with no byte order mark', () => {
    expect(ruleOf(`\ufeff${text}`)).toMatch('silian-frame/1');
  });
  it('never shows its content in a fault', () => {
    const secret = text.replace('{"a":"x"}', '{"a":"秘密"');
    expect(() => decodeFrame(secret)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('秘密') }),
    );
  });
});
