import { isPermitted, ROLES, type Role } from '#core/access';
import type { Body } from '../../support/node-api.js';
import { activity } from '../../support/sample-records.js';
import { runSeed, SeededRandom } from '../../support/seeded-random.js';
import { noteCounts } from '../support/counts.js';
import { operationsOf, type Operation } from '../support/operations.js';
import { send } from '../support/send.js';
import { walkedSample } from '../walk/samples.js';
import { CITY, DISTRICT, walkedWorld, type WalkedWorld } from '../walk/walked-world.js';
import { faultOf } from './answer-faults.js';
import { hostileRequest } from './hostile-requests.js';
import { sendRaw } from './raw-http.js';

const SEED = runSeed();
/** Sent share by share: a busy machine and passwords that are hashed make each of them slow, and none too slow for one test. */
const SHARES = [0, 1, 2, 3, 4, 5];
const SHARE_REQUESTS = 500;
/** People do not wait longer, and a node gives up a request of its own after three times that. */
const ANSWER_MS_MAX = 10_000;
/** As many people as send nonsense at once. */
const CALLERS = 4;
/** Faults that are shown; one is enough to look for. */
const SHOWN_MAX = 20;

let world: WalkedWorld;
let operations: Operation[];
let sent = 0;
const faults: string[] = [];

beforeAll(async () => {
  world = await walkedWorld();
  operations = operationsOf(world.node);
});

afterAll(async () => {
  await noteCounts({ fuzz: { requests: sent, serverErrors: faults.length } });
  await world?.close();
});

/** Most of the time somebody who may, so that what lies behind the permission is reached. */
function callerFor(random: SeededRandom, { permission }: Operation): [Role, string] {
  const allowed = ROLES.filter((role) => permission === undefined || isPermitted([role], permission));
  return [random.pick(random.chance(0.9) ? allowed : ROLES), random.chance(0.9) ? CITY : DISTRICT];
}

/** What one caller sends of a share, one after the other. */
async function pester(share: number, caller: number): Promise<void> {
  const random = new SeededRandom(SEED + share * CALLERS + caller);
  const first = share * SHARE_REQUESTS;
  for (let index = first + caller; index < first + SHARE_REQUESTS; index += CALLERS) {
    const mark = `张${SEED.toString(36)}x${index}三`;
    const operation = random.pick(operations);
    const request = hostileRequest(random, operation, walkedSample(operation, world), mark);
    const token = random.chance(0.97) ? world.node.tokenOf(...callerFor(random, operation)) : 'x'.repeat(40);
    const answer = await sendRaw(world.node.url, token, request, ANSWER_MS_MAX);
    sent += 1;
    const fault = faultOf(answer, mark);
    if (fault) faults.push(`${index} ${operation.name}: ${fault} ${answer.text.slice(0, 300)}`);
  }
}

it.each(SHARES)(`share %d of what is sent brings nothing down (TEST_SEED=${SEED})`, async (share) => {
  await Promise.all(Array.from({ length: CALLERS }, (_, caller) => pester(share, caller)));
  expect(sent).toBe((share + 1) * SHARE_REQUESTS);
  expect(faults.slice(0, SHOWN_MAX)).toEqual([]);
});

it('the node works afterwards as it did before', async () => {
  const { node } = world;
  expect((await node.withToken().get('/health/ready')).status).toBe(200);
  const created = await node.as('clerk').create(activity({ title: '之后' }, { unit: '140581001001' }));
  expect(created.status).toBe(201);
  expect((await node.as('clerk').read(created.body.record)).body.fields.title).toBe('之后');
  const { body }: { body: Body } = await node.as('operator').audit();
  expect(body).toMatchObject({ chainOk: true, recountOk: true });
});

it('what was stored of it is read by every operation that reads', async () => {
  const { node } = world;
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    const role = callerFor(new SeededRandom(SEED), operation)[0];
    const { status, body } = await send(node.as(role), operation, walkedSample(operation, world));
    expect({ name: operation.name, failed: status >= 500, body: status >= 500 && body }).toEqual({
      ...{ name: operation.name, failed: false, body: false },
    });
  }
});
