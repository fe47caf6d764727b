import { createPublicKey } from 'node:crypto';
import fc from 'fast-check';
import { publicKeyText } from '../keys.js';
import { BUNDLE_CHUNK_BYTES_MAX } from '../limits.js';
import { collect, inPieces, rootSigner, signerBelow, type Signer } from '../testing/signed-logs.js';
import { BundleFault, BundleWriter, openBundle, type BundleKind } from './index.js';

const NOW = new Date('2016-05-06T07:08:09.010Z');
const ID = '0190f3a0-0000-7000-8000-000000000000';
const city = rootSigner('1405');
const district = signerBelow(city, '140502');
const street = signerBelow(district, '140502001');
const sibling = signerBelow(city, '140581');
const trustRoot = publicKeyText(city.key);

const TEXTS = ['silian-frame/1 1', '', '王小明 😀\n'.repeat(40), '{"heads":[]}'];

function publicHalf({ unit, fingerprint, key }: Signer) {
  return { unit, fingerprint, key: createPublicKey(key) };
}

/** Where each piece of the bundle ends: begin, the chunks, the end. */
function makePieces(kind: BundleKind, sender: Signer, receiver: Signer, texts = TEXTS): Buffer[] {
  const writer = new BundleWriter({ kind, id: ID, madeAt: NOW, sender, receiver: publicHalf(receiver) });
  return [writer.begin(), ...texts.map((text) => writer.chunk(text)), writer.end()];
}

const make = (kind: BundleKind, sender: Signer, receiver: Signer, texts = TEXTS): Buffer =>
  Buffer.concat(makePieces(kind, sender, receiver, texts));

async function read(bytes: Uint8Array, receiver: Signer, kind?: BundleKind, at?: Date): Promise<string[]> {
  const expected = { ...(kind ? { kind } : {}), ...(at ? { at } : {}) };
  const { chunks } = await openBundle(inPieces(bytes), { ...receiver, trustRoot }, expected);
  return collect(chunks);
}

const UP = make('up', street, district);

/** Gives the fault; anything else that happens is an error of ours. */
async function faultOf(bytes: Uint8Array, receiver = district): Promise<BundleFault | undefined> {
  try {
    await read(bytes, receiver, 'up');
    return undefined;
  } catch (error) {
    if (error instanceof BundleFault) return error;
    throw error;
  }
}

describe('I16 a bundle', () => {
  it('gives its receiver what its sender wrote, however the bytes come', async () => {
    for (const size of [1, 7, 4_096, UP.length]) {
      const { header, sender, chunks } = await openBundle(inPieces(UP, size), { ...district, trustRoot });
      expect(header).toMatchObject({ kind: 'up', id: ID, madeAt: NOW.toISOString() });
      expect(sender).toMatchObject({ unit: street.unit, fingerprint: street.fingerprint });
      expect(await collect(chunks)).toEqual(TEXTS);
    }
  });
  it('may be empty, and goes down as well as up', async () => {
    expect(await read(make('up', street, district, []), district)).toEqual([]);
    expect(await read(make('ack', district, street), street, 'ack')).toEqual(TEXTS);
  });
  it('never looks the same twice, and shows nothing of what it carries', () => {
    const other = make('up', street, district);
    expect(other.equals(UP)).toBe(false);
    expect(UP.includes('silian-frame')).toBe(false);
    expect(UP.includes('王小明')).toBe(false);
  });
  it('holds its bound on a chunk, at the limit and not one beyond', async () => {
    const [largest, tooLarge] = ['x'.repeat(BUNDLE_CHUNK_BYTES_MAX), 'x'.repeat(BUNDLE_CHUNK_BYTES_MAX + 1)];
    expect(await read(make('up', street, district, [largest]), district)).toEqual([largest]);
    expect(() => make('up', street, district, [tooLarge])).toThrow(RangeError);
  });
});

describe('I16 a bundle is refused', () => {
  const foreign = rootSigner('1405');
  it.each([
    ['by another node', () => UP, sibling, 'receiver'],
    ['by its own sender', () => UP, street, 'receiver'],
    ['with another kind', () => make('ack', city, district), district, 'kind'],
    ['from a node beside', () => make('up', sibling, district), district, 'sender'],
    ['from the receiver itself', () => make('up', district, district), district, 'sender'],
    ['from above, with frames', () => make('up', city, district), district, 'sender'],
    ['of another root', () => make('up', signerBelow(foreign, '140502001'), district), district, 'sender'],
    ['from one who says that it is another', () => make('up', imposter(), district), district, 'altered'],
    ['of another version', () => changedText(UP, 'silian-bundle/1', 'silian-bundle/2'), district, 'version'],
    ['that is something else', () => Buffer.from('PK\u0003\u0004 and so on\n'), district, 'malformed'],
    ['that is empty', () => Buffer.alloc(0), district, 'truncated'],
    [
      'with a header without end',
      () => Buffer.from(`silian-bundle/1\n${'{'.repeat(100_000)}`),
      district,
      'malformed',
    ],
  ] as [string, () => Buffer, Signer, string][])('%s', async (_, bytes, receiver, rule) => {
    expect((await faultOf(bytes(), receiver))?.rule).toBe(rule);
  });
  it('when the sender’s certificate has ended, unless an auditor asks for the day on which it was made', async () => {
    const late = new Date('2027-01-01');
    await expect(read(UP, district, 'up', late)).rejects.toMatchObject({
      rule: 'sender',
      place: 'certificate: period',
    });
    expect(await read(UP, district)).toEqual(TEXTS);
  });
  /** Has the street's certificates and not its key. */
  function imposter(): Signer {
    return { ...street, key: sibling.key };
  }
});

function changedText(bytes: Buffer, find: string, put: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(find, put), 'latin1');
}

describe('I17 a bundle that was changed on its way', () => {
  const pieces = makePieces('up', street, district);
  const [begin = Buffer.alloc(0), ...rest] = pieces;
  it('is refused for any one byte', async () => {
    const change = fc.tuple(fc.nat({ max: UP.length - 1 }), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, async ([at, xor]) => {
        const changed = Buffer.from(UP);
        changed[at] = (changed[at] ?? 0) ^ xor;
        expect(await faultOf(changed)).toBeInstanceOf(BundleFault);
      }),
      { numRuns: 500 },
    );
  });
  it('is refused at any length but its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: UP.length - 1 }), async (length) => {
        expect((await faultOf(UP.subarray(0, length)))?.rule).toMatch(/truncated/);
      }),
      { numRuns: 200 },
    );
    expect(await faultOf(Buffer.concat([UP, Buffer.from('\n')]))).toMatchObject({
      rule: 'altered',
      place: 'end',
    });
    expect(await faultOf(Buffer.concat([UP, UP]))).toMatchObject({ rule: 'altered', place: 'end' });
  });
  it.each([
    ['a chunk is missing', [0, 2, 3, 4], 'chunk 2'],
    ['a chunk comes twice', [0, 0, 1, 2, 3, 4], 'chunk 2'],
    ['two chunks are swapped', [1, 0, 2, 3, 4], 'chunk 1'],
    ['the end comes early', [0, 1, 4], 'chunk 3'],
    ['something follows the end', [0, 1, 2, 3, 4, 3], 'end'],
  ])('is refused where %s', async (_, order, place) => {
    const bytes = Buffer.concat([begin, ...order.map((index) => rest[index] ?? Buffer.alloc(0))]);
    expect(await faultOf(bytes)).toMatchObject({ rule: 'altered', place });
  });
  it('is refused where its chunks are those of another bundle', async () => {
    const [, ...others] = makePieces('up', street, district);
    expect(await faultOf(Buffer.concat([begin, ...others]))).toMatchObject({
      rule: 'altered',
      place: 'chunk 1',
    });
  });
  it('is refused whatever is cut out, put in and moved', async () => {
    const piece = fc.tuple(
      fc.nat({ max: UP.length }),
      fc.nat({ max: 400 }),
      fc.uint8Array({ maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), async (changes) => {
        let bytes: Buffer = Buffer.from(UP);
        for (const [at, length, put] of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);
        }
        fc.pre(!bytes.equals(UP));
        expect(await faultOf(bytes)).toBeInstanceOf(BundleFault);
      }),
      { numRuns: 300 },
    );
  });
});

describe('I18 bytes that never were a bundle', () => {
  const header = UP.subarray(UP.indexOf('\n') + 1, UP.indexOf('\n', UP.indexOf('\n') + 1)).toString();
  const sound = JSON.parse(header) as Record<string, unknown>;
  it('are refused with a BundleFault and nothing else', async () => {
    const anything = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string().map(Buffer.from));
    const begun = anything.map((bytes) => Buffer.concat([Buffer.from('silian-bundle/1\n'), bytes]));
    const headed = anything.map((bytes) => Buffer.concat([begin(), bytes]));
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, begun, headed), async (bytes) => {
        expect(await faultOf(bytes)).toBeInstanceOf(BundleFault);
      }),
      { numRuns: 600 },
    );
  });
  it('are refused for every shape that a header can have', async () => {
    const change = fc.tuple(
      fc.constantFrom(...Object.keys(sound), '__proto__'),
      fc.jsonValue({ maxDepth: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(change, async ([key, value]) => {
        const line = JSON.stringify({ ...sound, [key]: value });
        const bytes = Buffer.from(`silian-bundle/1\n${line}\n`);
        expect(await faultOf(bytes)).toBeInstanceOf(BundleFault);
      }),
      { numRuns: 600 },
    );
  });
  it('are refused in bounded time, however many they are', async () => {
    const MEBIBYTE = 1024 * 1024;
    const begun = performance.now();
    const huge = Buffer.alloc(32 * MEBIBYTE, 'x');
    const lengths = Buffer.concat([begin(), Buffer.from([0, 255, 255, 255, 255]), huge]);
    for (const bytes of [huge, Buffer.alloc(32 * MEBIBYTE, '\n'), lengths]) {
      expect(await faultOf(bytes)).toBeInstanceOf(BundleFault);
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
  function begin(): Buffer {
    return Buffer.from(`silian-bundle/1\n${header}\n`);
  }
});
