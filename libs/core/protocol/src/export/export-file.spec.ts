import fc from 'fast-check';
import { encodeFrame, type Segment } from '../frame.js';
import { publicKeyText } from '../keys.js';
import { inPieces, newSegment, rootSigner, signerBelow } from '../testing/signed-logs.js';
import { verifyExport, type VerifiedFile } from '../verify/index.js';
import { ExportFault, ExportWriter } from './export-file.js';

const city = rootSigner('1405');
const district = signerBelow(city, '140502');
const [A, B] = ['140502001001', '140502001002'];
const trustRoot = publicKeyText(city.key);
const HEADER = { unit: '140502', level: 'district' as const, madeAt: '2016-05-06T07:08:09.010Z' };

const first = newSegment(district, A, 3);
const { certificates: _, ...second } = newSegment(district, A, 2, first);
const other = newSegment(signerBelow(district, B), B, 1);
const FRAMES = [[first, other], [second]];

function write(frames: readonly (readonly Segment[])[]): Buffer {
  const writer = new ExportWriter(HEADER);
  const written = frames.map((segments) => writer.frame(encodeFrame(segments)));
  return Buffer.concat([writer.begin(), ...written, writer.end()]);
}

const verified = (bytes: Uint8Array, size?: number): Promise<VerifiedFile> =>
  verifyExport(inPieces(bytes, size), trustRoot);

/** What an auditor is told: the fault of a log, or of the file. */
async function faultOf(bytes: Uint8Array): Promise<unknown> {
  try {
    return (await verified(bytes)).fault;
  } catch (error) {
    if (error instanceof ExportFault) return error;
    throw error;
  }
}

const EXPORT = write(FRAMES);

describe('I19 an export', () => {
  it('holds, however its bytes come, and also where it is empty', async () => {
    for (const size of [1, 100, EXPORT.length]) {
      expect(await verified(EXPORT, size)).toEqual({ logs: 2, entries: 6, checkpoints: 3 });
    }
    expect(await verified(write([]))).toEqual({ logs: 0, entries: 0, checkpoints: 0 });
  });
  it('does not hold where any one byte is another', async () => {
    const change = fc.tuple(fc.nat({ max: EXPORT.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, xor]) => {
        const changed = Buffer.from(EXPORT);
        changed[at] = (changed[at] ?? 0) ^ xor;
        expect(await faultOf(changed)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
  it('does not hold at any length but its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: EXPORT.length - 1 }), async (length) => {
        expect(await faultOf(EXPORT.subarray(0, length))).toBeDefined();
      }),
      { numRuns: 200 },
    );
    expect(await faultOf(Buffer.concat([EXPORT, Buffer.from('\n')]))).toMatchObject({
      rule: 'altered',
      place: 'end',
    });
  });
  it.each([
    ['begins after its genesis', [[second]], { log: { origin: A, epoch: 1 }, seq: 1, rule: 'gap' }],
    [
      'leaves a segment out',
      [[first, other], [newSegment(district, A, 1, newSegment(district, A, 4))]],
      { seq: 4, rule: 'gap' },
    ],
    ['sends a segment twice', [[first], [first]], { seq: 4, rule: 'gap' }],
    [
      'goes on from another entry',
      [[first], [{ ...second, prevChain: other.prevChain }]],
      { seq: 3, rule: 'chain' },
    ],
    [
      'brings no certificates',
      [[{ ...second, from: 1, prevChain: first.prevChain }]],
      { seq: 2, rule: 'certificate' },
    ],
    ['was written anew', [[{ ...first, entries: first.entries.slice(0, 2) }]], { seq: 2, rule: 'signature' }],
  ] as [string, Segment[][], object][])(
    'does not hold where a log %s, though its digest is right',
    async (_, frames, fault) => {
      expect(await faultOf(write(frames))).toMatchObject(fault);
    },
  );
  it('does not hold where a log of a later epoch stands alone', async () => {
    const later = newSegment(district, A, 1, undefined, 2);
    expect(await faultOf(write([[later]]))).toEqual({ log: { origin: A, epoch: 2 }, seq: 0, rule: 'epoch' });
    expect(await faultOf(write([[later], [first]]))).toBeUndefined();
  });
  it('does not hold below another root', async () => {
    const found = await verifyExport(inPieces(EXPORT), publicKeyText(district.key));
    expect(found.fault).toMatchObject({ seq: 3, rule: 'certificate' });
  });
});

describe('I18 bytes that never were an export', () => {
  it('are refused with an ExportFault and nothing else', async () => {
    const anything = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string().map(Buffer.from));
    const begin = EXPORT.subarray(0, EXPORT.indexOf('\nframe') + 1);
    const begun = anything.map((bytes) => Buffer.concat([begin, bytes]));
    const framed = anything.map((bytes) =>
      Buffer.concat([begin, Buffer.from(`frame ${bytes.length}\n`), bytes]),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, begun, framed), async (bytes) => {
        expect(await faultOf(bytes)).toBeInstanceOf(ExportFault);
      }),
      { numRuns: 600 },
    );
  });
  it('are refused in bounded time, however many they are', async () => {
    const begun = performance.now();
    for (const text of ['x', '\n', 'frame 99999999\n']) {
      expect(await faultOf(Buffer.alloc(32 * 1024 * 1024, text))).toBeInstanceOf(ExportFault);
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});
