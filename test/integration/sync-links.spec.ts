import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { encodeFrame } from '#core/protocol';
import { storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrg } from '../support/link-log.js';
import {
  certify,
  chainHeader,
  foreignRoot,
  FRAMES_PATH,
  linkNodeOf,
  sendBytes,
  tokenOf,
  type LinkNode,
  type LinkReply,
  type SendOptions,
} from '../support/link.js';

const CITY = '1405';
const DISTRICT = '140502';

/** What the node's memory may grow by while it refuses bodies. */
const MEMORY_MIB_MAX = 64;

let test: TestFleet;
let city: LinkNode;
let district: LinkNode;
let url: string;
let log: Log;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  city = await linkNodeOf(test, CITY);
  district = certify(city, DISTRICT);
  url = test.fleet.node(CITY).url;
  log = new Log(DISTRICT, district);
});

afterAll(() => test?.stop());

/** A frame that the node would take from the district: each test adds an entry to the log. */
function nextFrame(): Buffer {
  log.add(newOrg(DISTRICT));
  return Buffer.from(encodeFrame([log.segment()]));
}

async function expectRefused(
  reply: Promise<LinkReply>,
  status: number,
  code: string,
  rule?: string,
): Promise<void> {
  const before = await storedIn(test, CITY);
  const answer = await reply;
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
  if (rule !== undefined) expect(answer.body.params?.rule).toBe(rule);
  expect(await storedIn(test, CITY)).toEqual(before);
}

/** Whatever came before, the node goes on. */
async function expectTaken(body: Uint8Array, options?: SendOptions): Promise<void> {
  const { status, body: answer } = await sendBytes(url, district, body, options);
  expect({ status, answer }).toMatchObject({ status: 200, answer: { heads: [log.head()], refused: [] } });
}

afterEach(() => expectTaken(nextFrame()));

describe('a token', () => {
  const request = (body: Uint8Array) => ({ method: 'POST', path: FRAMES_PATH, body });

  it('is needed', async () => {
    const headers = { authorization: '' };
    await expectRefused(
      sendBytes(url, district, nextFrame(), { headers }),
      401,
      'link_token_invalid',
      'missing',
    );
  });

  it.each([
    ['has ended', -120],
    ['has not begun', 120],
  ])('that %s is refused', async (_, seconds) => {
    const body = nextFrame();
    const token = await tokenOf(district, request(body), new Date(Date.now() + seconds * 1_000));
    await expectRefused(sendBytes(url, district, body, { token }), 401, 'link_token_invalid', 'clock');
  });

  it.each([
    ['another body', (body: Uint8Array) => ({ ...request(body), body: Buffer.from('other') })],
    ['another path', (body: Uint8Array) => ({ ...request(body), path: '/sync/v1/other' })],
    ['another method', (body: Uint8Array) => ({ ...request(body), method: 'PUT' })],
  ])('for %s is refused', async (_, other) => {
    const body = nextFrame();
    const token = await tokenOf(district, other(body));
    await expectRefused(sendBytes(url, district, body, { token }), 401, 'link_token_invalid', 'request');
  });

  it('is bound to the body as it was sent: one flipped bit is seen', async () => {
    const body = gzipSync(nextFrame());
    const token = await tokenOf(district, request(body));
    const changed = Buffer.from(body);
    changed[9] = (changed[9] ?? 0) ^ 1;
    const reply = sendBytes(url, district, changed, { token, headers: { 'content-encoding': 'gzip' } });
    await expectRefused(reply, 401, 'link_token_invalid', 'request');
  });

  it('of another key in the name of a known node is refused', async () => {
    const body = nextFrame();
    const imposter = { ...certify(city, DISTRICT), chain: district.chain };
    await expectRefused(sendBytes(url, imposter, body), 401, 'link_token_invalid', 'signature');
  });

  it('that is not signed at all is refused', async () => {
    const [, payload] = (await tokenOf(district, request(nextFrame()))).split('.');
    const header = (await tokenOf(district, request(nextFrame()))).split('.')[0] ?? '';
    const kid = (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid })).toString('base64url');
    const token = `${none}.${payload}.`;
    await expectRefused(
      sendBytes(url, district, nextFrame(), { token }),
      401,
      'link_token_invalid',
      'signature',
    );
  });
});

describe('a sender', () => {
  it('that is not known and brings no certificates is asked for them', async () => {
    const stranger = certify(city, '140581');
    const headers = { 'silian-certificate': '' };
    const reply = sendBytes(url, stranger, nextFrame(), { headers });
    await expectRefused(reply, 401, 'link_token_invalid', 'certificate');
  });

  it('with certificates of another root is refused', async () => {
    const stranger = certify(foreignRoot(CITY), DISTRICT);
    await expectRefused(sendBytes(url, stranger, nextFrame()), 401, 'link_token_invalid', 'certificate');
  });

  it('with the receiver’s own unit is refused', async () => {
    await expectRefused(sendBytes(url, city, nextFrame()), 401, 'link_token_invalid', 'scope');
  });

  it.each([
    ['no list', { claims: 'x' }],
    ['a list of nothing', [null]],
    ['texts', ['a', 'b']],
    ['far too many', Array.from({ length: 40 }, () => ({ claims: '{}', signature: '' }))],
  ])('that brings %s for its certificates is refused', async (_, chain) => {
    const stranger = certify(city, '140581');
    const headers = { 'silian-certificate': chainHeader(chain) };
    await expectRefused(sendBytes(url, stranger, nextFrame(), { headers }), 401, 'link_token_invalid');
  });

  it('cannot leave anything beside its certificates', async () => {
    const stranger = certify(city, '140581');
    const chain = stranger.chain.map((certificate) => ({ ...certificate, note: 'NUL \u0000 and more' }));
    const headers = { 'silian-certificate': chainHeader(chain) };
    const reply = await sendBytes(url, stranger, Buffer.from('no frame'), { headers });
    expect(reply).toMatchObject({ status: 400, body: { code: 'frame_malformed' } });
    const stored = await test.query(CITY, `SELECT 1 FROM certificate WHERE chain::text LIKE '%note%'`);
    expect(stored).toEqual([]);
  });
});

describe('a body', () => {
  const gzip = { headers: { 'content-encoding': 'gzip' } };
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 9 });

  it('may be compressed', async () => {
    await expectTaken(gzipSync(nextFrame()), gzip);
  });

  it.each<[string, () => Uint8Array, SendOptions, number, string]>([
    [
      'is compressed and broken off',
      () => gzipSync(nextFrame()).subarray(0, 90),
      gzip,
      400,
      'frame_malformed',
    ],
    ['is not gzip though it says so', nextFrame, gzip, 400, 'frame_malformed'],
    ['grows to 256 MiB', () => bomb, gzip, 413, 'frame_too_large'],
    ['is larger than a frame', () => Buffer.alloc(1024 * 1024 + 1, 97), {}, 413, 'body_too_large'],
    ['is not UTF-8', () => Buffer.concat([nextFrame(), Buffer.from([0xff])]), {}, 400, 'frame_malformed'],
    ['holds a raw NUL', () => Buffer.concat([nextFrame(), Buffer.from([0])]), {}, 400, 'frame_malformed'],
    ['begins with a byte order mark', () => marked(nextFrame()), {}, 400, 'frame_malformed'],
    ['is cut off', () => nextFrame().subarray(0, 700), {}, 400, 'frame_malformed'],
    ['is empty', () => Buffer.alloc(0), {}, 400, 'frame_malformed'],
    [
      'is of another type',
      nextFrame,
      { headers: { 'content-type': 'text/plain' } },
      415,
      'media_type_unsupported',
    ],
    [
      'is JSON',
      () => Buffer.from('{}'),
      { headers: { 'content-type': 'application/json' } },
      415,
      'media_type_unsupported',
    ],
    [
      'is of an unknown encoding',
      nextFrame,
      { headers: { 'content-encoding': 'br' } },
      415,
      'media_type_unsupported',
    ],
  ])('that %s is refused', async (_, body, options, status, code) => {
    await expectRefused(sendBytes(url, district, body(), options), status, code);
  });

  it('never takes the node’s memory', async () => {
    const before = await peakMiB();
    await Promise.all(Array.from({ length: 12 }, () => sendBytes(url, district, bomb, gzip)));
    expect((await peakMiB()) - before).toBeLessThan(MEMORY_MIB_MAX);
  });

  function marked(body: Uint8Array): Buffer {
    return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
  }
});

/** The most memory that the node's process ever had. */
async function peakMiB(): Promise<number> {
  const status = await readFile(`/proc/${test.fleet.node(CITY).pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
