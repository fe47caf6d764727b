import { copyFile, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFrame } from '#core/protocol';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, settled, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Log, newOrg } from '../support/link-log.js';
import { FRAMES_PATH, linkNodeOf, sendBytes, sendSegments, tokenOf, type LinkNode } from '../support/link.js';
import type { Body } from '../support/node-api.js';
import { run } from '../support/paired-nodes.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const HOSTED = '140502001002';
/** A unit that the street hosts and has entered nothing for. */
const UNUSED = '140502001003';

/** A heartbeat goes every five seconds, and at once where there is news. */
const NEXT_EXCHANGE_MS = 20_000;

let test: TestFleet;
let clerk: Clerk;
let thief: LinkNode;
let recorded: { readonly body: Buffer; readonly token: string };

const url = (unit: string): string => test.fleet.node(unit).url;
const forged = (): Log => new Log(UNUSED, thief).add(newOrg(UNUSED));

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
  for (const unit of [COMMUNITY, STREET, HOSTED]) await clerk.enter(unit, 10);
  await settled(test);
  thief = await linkNodeOf(test, STREET);
});

afterAll(() => test?.stop());

describe('a street’s key that was stolen', () => {
  it('speaks until it is revoked, though a recorded request of it does not', async () => {
    const body = Buffer.from(encodeFrame([new Log(HOSTED, thief).add(newOrg(HOSTED)).segment()]));
    const token = await tokenOf(thief, { method: 'POST', path: FRAMES_PATH, body });
    recorded = { body, token };
    expect((await sendBytes(url(CITY), thief, body, { token })).status).toBe(200);
    const again = await sendBytes(url(CITY), thief, body, { token });
    expect(again).toMatchObject({ status: 401, body: { params: { rule: 'replayed' } } });
  });

  it('P3 is refused at once where it was revoked, and at every tier with the next exchange', async () => {
    await test.fleet.node(CITY).stop();
    await clerk.enter(STREET, 5);
    await clerk.enter(COMMUNITY, 5);
    const entered = await test.query<{ head_seq: string }>(
      STREET,
      'SELECT head_seq FROM origin WHERE origin = $1',
      [STREET],
    );
    await until(
      async () => {
        const held = await test.query<{ head_seq: string }>(
          DISTRICT,
          'SELECT head_seq FROM origin WHERE origin = $1',
          [STREET],
        );
        return held[0]?.head_seq === entered[0]?.head_seq;
      },
      { deadlineMs: 30_000, what: 'the district to hold what the street has entered' },
    );
    const { api } = test.fleet.node(DISTRICT);
    await api.call('operator', 'POST', `/api/v1/nodes/${STREET}/revoke`, { reason: 'lost' });
    const refused = { status: 403, body: { code: 'node_revoked' } };
    expect(await sendSegments(url(DISTRICT), thief, [forged().segment()])).toMatchObject(refused);
    await test.fleet.node(CITY).start();
    await until(
      async () => {
        const rows = await test.query(CITY, 'SELECT 1 FROM revocation WHERE unit = $1', [STREET]);
        return rows.length > 0;
      },
      { deadlineMs: NEXT_EXCHANGE_MS, what: 'the city to hear of it' },
    );
    const before = await storedIn(test, CITY);
    expect(await sendSegments(url(CITY), thief, [forged().segment()])).toMatchObject(refused);
    expect(await sendBytes(url(CITY), thief, recorded.body, { token: recorded.token })).toMatchObject({
      status: 401,
    });
    expect(await storedIn(test, CITY)).toMatchObject({ logs: before['logs'] });
  }, 120_000);

  it('P3 has signed nothing new, also where another node brings it', async () => {
    const relay = await linkNodeOf(test, DISTRICT);
    const { body } = await sendSegments(url(CITY), relay, [forged().segment()]);
    expect(body).toMatchObject({ refused: [{ code: 'signer_revoked' }], heads: [{ seq: 0 }] });
  });

  it('P3 leaves good what it had signed before, which goes on up', async () => {
    const heads = (unit: string) =>
      test.query<Body>(
        unit,
        `SELECT origin, lane, head_seq, head_chain FROM origin WHERE origin LIKE $1 ORDER BY 1, 2`,
        [`${STREET}%`],
      );
    await until(async () => JSON.stringify(await heads(CITY)) === JSON.stringify(await heads(DISTRICT)), {
      deadlineMs: 60_000,
      what: 'the city to hold what the district holds',
    });
  }, 70_000);

  it('P1 P2 is replaced by pairing again, while the street works, and nothing is lost', async () => {
    const pairing = { unit: STREET, replace: true };
    const { api } = test.fleet.node(DISTRICT);
    const offer = await api.call<Body>('operator', 'POST', '/api/v1/nodes/pairings', pairing);
    const directory = await mkdtemp(join(tmpdir(), 'again-'));
    const command = run([
      ...['dist/silian.js', 'pair', '--parent', url(DISTRICT), '--unit', STREET],
      ...['--code', offer.code, '--data-dir', directory],
    ]);
    await until(
      async () => {
        const list = await api.call<Body[]>('operator', 'GET', '/api/v1/nodes/pairings');
        return list.some(({ state }) => state === 'requested');
      },
      { deadlineMs: 30_000, what: 'the street’s request' },
    );
    await api.call('operator', 'POST', `/api/v1/nodes/pairings/${offer.id}/approve`);
    expect(await command).toMatchObject({ code: 0 });
    const keys = join(test.directory, 'keys', STREET);
    await copyFile(join(directory, 'node.key'), join(keys, 'node.key.copy'));
    await copyFile(join(directory, 'node.key.certificate.json'), join(keys, 'certificate.json.copy'));
    await rename(join(keys, 'certificate.json.copy'), join(keys, 'certificate.json'));
    await rename(join(keys, 'node.key.copy'), join(keys, 'node.key'));
    await rm(directory, { recursive: true });
    const { fingerprint } = await test.fleet
      .node(STREET)
      .api.call<Body>('operator', 'POST', '/api/v1/nodes/self/rotate');
    expect(fingerprint).toBeDefined();
    await until(
      async () => {
        const list = await api.call<Body[]>('operator', 'GET', '/api/v1/nodes');
        return list.some(({ unit, status }) => unit === STREET && status === 'active');
      },
      { deadlineMs: 60_000, what: 'the street to speak with its new key' },
    );
    for (const unit of [COMMUNITY, STREET, HOSTED]) await clerk.enter(unit, 10);
    await expectNothingLost(test, clerk);
  }, 240_000);
});
