import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { flipBit, truncate } from '../../apps/drill/src/faults/index.js';
import { bodyOf, isFrame, statusOf } from '../../apps/drill/src/link/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

const [, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const TRIES = 150;

const random = new SeededRandom(runSeed());

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  console.log(`damage of TEST_SEED=${random.seed}`);
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
  await clerk.enter(COMMUNITY, 5);
  await expectNothingLost(test, clerk);
});

afterAll(() => test?.stop());

type Damage = (message: Buffer, number: number) => Buffer;

describe.each<[string, Damage]>([
  ['with one bit turned over', flipBit],
  ['cut off somewhere', truncate],
])('a frame %s', (_, damage) => {
  it('is refused wherever it is damaged, and nothing of it is stored', async () => {
    const link = test.link(STREET);
    const before = await storedIn(test, DISTRICT);
    const catching = link.catchNext('request', 20_000, { wants: isFrame });
    await clerk.enter(COMMUNITY, 40);
    const caught = await catching;
    if (!caught) throw new Error('no request came');
    const length = bodyOf(caught.bytes).length;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const damaged = damage(caught.bytes, random.between(0, 8 * length - 1));
      expect(damaged.equals(caught.bytes)).toBe(false);
      const status = statusOf(await link.send(damaged));
      expect([400, 401, 413, 415]).toContain(status);
    }
    expect(await storedIn(test, DISTRICT)).toEqual(before);
    caught.pass();
    await expectNothingLost(test, clerk);
  });

  it('keeps coming for a while, and is sent again until it arrives whole', async () => {
    const link = test.link(STREET);
    const before = await storedIn(test, DISTRICT);
    link.become({ changeRequest: (request) => damage(request, random.between(0, 100_000)) });
    await clerk.enter(COMMUNITY, 40);
    const failed = async (): Promise<boolean> =>
      (await test.fleet.node(STREET).api.status()).uplink?.failureCode?.startsWith('link_token_invalid') ===
      true;
    await until(failed, { deadlineMs: 20_000, what: 'the district to refuse' });
    expect(await storedIn(test, DISTRICT)).toEqual(before);
    link.mend();
    await expectNothingLost(test, clerk);
  });
});

describe('an answer that is cut off', () => {
  it('moves no head, and the frame is sent again', async () => {
    const link = test.link(STREET);
    link.become({ changeAnswer: (answer) => truncate(answer, random.between(1, 100)) });
    await clerk.enter(COMMUNITY, 40);
    const failed = async (): Promise<boolean> =>
      (await test.fleet.node(STREET).api.status()).uplink?.failureCode?.startsWith('answer_unreadable') ===
      true;
    await until(failed, { deadlineMs: 20_000, what: 'the street to find the answer unreadable' });
    link.mend();
    await expectNothingLost(test, clerk);
  });
});
