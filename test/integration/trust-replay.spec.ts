import { encodeFrame } from '#core/protocol';
import { storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrg } from '../support/link-log.js';
import { certify, FRAMES_PATH, linkNodeOf, sendBytes, tokenOf, type LinkNode } from '../support/link.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';

let test: TestFleet;
let district: LinkNode;
let url: string;
let log: Log;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  district = certify(await linkNodeOf(test, CITY), DISTRICT);
  url = test.fleet.node(CITY).url;
  log = new Log(DISTRICT, district);
});

afterAll(() => test?.stop());

function nextFrame(): Buffer {
  log.add(newOrg(DISTRICT));
  return Buffer.from(encodeFrame([log.segment()]));
}

describe('a request that was recorded', () => {
  it('P2 is refused when it is repeated, and changes nothing', async () => {
    const body = nextFrame();
    const token = await tokenOf(district, { method: 'POST', path: FRAMES_PATH, body });
    expect((await sendBytes(url, district, body, { token })).status).toBe(200);
    const before = await storedIn(test, CITY);
    const again = await sendBytes(url, district, body, { token });
    expect(again).toMatchObject({
      status: 401,
      body: { code: 'link_token_invalid', params: { rule: 'replayed' } },
    });
    expect(await storedIn(test, CITY)).toEqual(before);
  });

  it('is good once, however many repeat it at the same time', async () => {
    const body = nextFrame();
    const token = await tokenOf(district, { method: 'POST', path: FRAMES_PATH, body });
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => sendBytes(url, district, body, { token })),
    );
    const taken = replies.map(({ status }) => status).sort();
    expect(taken).toEqual([200, ...Array.from({ length: 7 }, () => 401)]);
  });

  it('is sent again by an honest sender with another token, and taken', async () => {
    const body = nextFrame();
    for (const _attempt of [1, 2]) {
      const reply = await sendBytes(url, district, body);
      expect(reply).toMatchObject({ status: 200, body: { heads: [log.head()], refused: [] } });
    }
  });

  it('is remembered for its life, and forgotten afterwards', async () => {
    await test.query(CITY, `UPDATE link_token SET expires_at = now() - interval '1 second'`);
    expect(await test.query(CITY, 'SELECT 1 FROM link_token')).not.toEqual([]);
    await until(async () => (await test.query(CITY, 'SELECT 1 FROM link_token')).length === 0, {
      deadlineMs: 60_000,
      everyMs: 500,
      what: 'the used tokens to be forgotten',
    });
  }, 70_000);
});
