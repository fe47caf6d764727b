import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { AFTER_LATE, Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, expectSound, headsOf, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const HOSTED = '140502001002';

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

/** Lets a node lose everything that happens between its backup and `meanwhile`'s end. */
async function restoredAfter(unit: string, meanwhile: () => Promise<unknown>): Promise<void> {
  const node = test.fleet.node(unit);
  await settled(test);
  await node.stop();
  const restore = await test.backUp(unit);
  await node.start();
  await meanwhile();
  await settled(test);
  await node.stop();
  await restore();
  await node.start();
}

describe.each([
  ['city', CITY],
  ['district, which has sent on what it has lost', DISTRICT],
  ['street', STREET],
])('a %s that comes back from an old backup', (_, unit) => {
  it('P8 gets again from below what it has lost, though nobody enters anything', async () => {
    await clerk.enter(COMMUNITY, 30);
    await restoredAfter(unit, async () => {
      const [first, second] = await clerk.enter(COMMUNITY, 700);
      await clerk.correct(first ?? '');
      await clerk.remove(second ?? '');
    });
    await expectNothingLost(test, clerk);
  });
});

describe('a community that comes back from an old backup and saves anew', () => {
  it('is stopped before two different logs can be mixed, and delays nobody else', async () => {
    const lost = new Clerk(test.fleet);
    await restoredAfter(COMMUNITY, () => lost.enter(COMMUNITY, 5));
    const before = await headsOf(test, CITY);
    await new Clerk(test.fleet).enter(COMMUNITY, 1);
    const { api } = test.fleet.node(COMMUNITY);
    const refused = await until(
      async () => {
        const { uplink } = await api.status();
        return uplink && uplink.refused.length > 0 ? uplink.refused : undefined;
      },
      { deadlineMs: 20_000, what: 'the community’s log to be refused' },
    );
    expect(refused).toEqual([{ origin: COMMUNITY, code: 'frame_fork' }]);
    expect(await headsOf(test, CITY)).toEqual(before);
    await clerk.enter(HOSTED, 3);
    const expected = clerk.count(CITY, AFTER_LATE) + lost.count(CITY, AFTER_LATE);
    await until(async () => (await test.fleet.node(CITY).api.status()).records.counted === expected, {
      deadlineMs: 20_000,
      what: 'the street’s own records at the city',
    });
    await expectSound(test);
  });
});
