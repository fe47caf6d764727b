import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const ENTERED = 1_500;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

/** How many entries a tier holds of the community's log. */
async function heldAt(unit: string): Promise<number> {
  return (await headsOf(test, unit)).find(({ origin }) => origin === COMMUNITY)?.seq ?? 0;
}

describe.each([
  ['street, between the community and the district', STREET],
  ['district', DISTRICT],
  ['city', CITY],
  ['community, while its clerk saves', COMMUNITY],
])('a power cut at the %s', (_, unit) => {
  it('in the middle of a backlog loses nothing and counts nothing twice', async () => {
    const node = test.fleet.node(unit);
    const before = await heldAt(unit);
    const entering = clerk.enter(COMMUNITY, ENTERED);
    await until(async () => (await heldAt(unit)) > before, {
      deadlineMs: 30_000,
      what: `entries to reach ${unit}`,
    });
    await node.kill();
    expect(await heldAt(unit)).toBeLessThan(before + ENTERED);
    await node.start();
    await entering;
    await expectNothingLost(test, clerk);
  });
});
