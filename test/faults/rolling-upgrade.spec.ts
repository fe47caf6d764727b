import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { PreviousRelease } from '../support/previous-release.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const LANES_MS_MAX = 40_000;

let previous: PreviousRelease;
let test: TestFleet | undefined;

beforeAll(async () => {
  previous = await PreviousRelease.unpack();
});

afterEach(async () => {
  await test?.stop();
  test = undefined;
});

afterAll(() => previous?.remove());

/** The tables that only a node of this release has. */
const isUpgraded = async (fleet: TestFleet, unit: string): Promise<boolean> =>
  (await fleet.query(unit, `SELECT 1 WHERE to_regclass('node') IS NOT NULL`)).length > 0;

describe.each([
  ['from the city down', [CITY, DISTRICT, STREET, COMMUNITY]],
  ['from the community up', [COMMUNITY, STREET, DISTRICT, CITY]],
])('P9 an upgrade %s, one node after the other', (_, order) => {
  it('loses nothing, doubles nothing, and stops nobody’s work', async () => {
    const fleet = await TestFleet.start(ONE_BRANCH, { mainFile: previous.mainFile });
    test = fleet;
    const clerk = new Clerk(fleet.fleet);
    const work = async (): Promise<void> => {
      const [first = ''] = await clerk.enter(COMMUNITY, 40);
      await clerk.correct(first);
      const [hosted = ''] = await clerk.enter('140502001002', 5);
      await clerk.remove(hosted);
    };
    await work();
    await expectNothingLost(fleet, clerk);
    for (const unit of order) {
      const node = fleet.fleet.node(unit);
      expect(await isUpgraded(fleet, unit)).toBe(false);
      await node.stop();
      node.mainFile = undefined;
      if (unit !== COMMUNITY) await clerk.enter(COMMUNITY, 10);
      await node.start();
      expect(await isUpgraded(fleet, unit)).toBe(true);
      await work();
      await expectNothingLost(fleet, clerk);
    }
    await until(
      async () => (await fleet.query(COMMUNITY, 'SELECT 1 FROM link WHERE carries_lanes')).length > 0,
      { deadlineMs: LANES_MS_MAX, what: 'the lane that only the new release knows to open' },
    );
  });
});
