import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { PARTITIONS } from '../../apps/drill/src/link/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const ENTERED = 2_000;
const TURNS = 12;
/** On a slow machine the first records need longer; more turns than this mean that nothing comes through at all. */
const TURNS_MAX = 120;
const TURN_MS = 400;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

const passed = (ms: number): Promise<unknown> => {
  const end = performance.now() + ms;
  return until(async () => performance.now() >= end, { deadlineMs: ms + 10_000, what: 'the turn to pass' });
};

async function atCity(): Promise<number> {
  return (await headsOf(test, CITY)).reduce((sum, { seq }) => sum + seq, 0);
}

describe('links that come and go', () => {
  it('lose nothing, and bring everything up while they are there', async () => {
    const entering = clerk.enter(COMMUNITY, ENTERED);
    const links = [DISTRICT, STREET, COMMUNITY].map((unit) => test.link(unit));
    let arrived = 0;
    for (let turn = 0; turn < TURNS || (arrived === 0 && turn < TURNS_MAX); turn += 1) {
      const link = links[turn % links.length];
      link?.become(PARTITIONS.both);
      link?.reset();
      await passed(TURN_MS);
      link?.mend();
      await passed(TURN_MS / 4);
      arrived = await atCity();
    }
    expect(arrived).toBeGreaterThan(0);
    await entering;
    await expectNothingLost(test, clerk);
  });
});

describe('a connection that is reset in mid-frame', () => {
  it.each([0, 0.1, 0.5, 0.99])('after %d of it leaves nothing behind at the parent', async (share) => {
    const link = test.link(STREET);
    const before = await atCity();
    link.become({ cutAt: share });
    await clerk.enter(COMMUNITY, 50);
    const failed = async (): Promise<boolean> =>
      (await test.fleet.node(STREET).api.status()).uplink?.failureCode !== null;
    await until(failed, { deadlineMs: 20_000, what: 'the street to notice' });
    expect(await atCity()).toBe(before);
    link.mend();
    await expectNothingLost(test, clerk);
  });
});
