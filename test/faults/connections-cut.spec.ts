import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [, , STREET, COMMUNITY] = ONE_BRANCH;
/** Three of the clerk’s batches. */
const ENTERED = 1_500;
const CUTS = 5;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

/** Ends every connection to a node's database, as a crash of its server would: gives how many there were. */
async function cutConnections(unit: string): Promise<number> {
  const cut = await test.query(
    unit,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  return cut.length;
}

describe.each([
  ['street, which takes and sends', STREET],
  ['community, where the clerk saves', COMMUNITY],
])('a database that drops its connections at the %s', (_, unit) => {
  it('again and again under load loses nothing', async () => {
    const held = async (): Promise<number> => (await headsOf(test, unit))[0]?.seq ?? 0;
    for (let cut = 1; cut <= CUTS; cut += 1) {
      const before = await held();
      const entering = clerk.enter(COMMUNITY, ENTERED);
      await until(async () => (await held()) > before, {
        deadlineMs: 60_000,
        what: `entries to reach ${unit}`,
      });
      expect(await cutConnections(unit)).toBeGreaterThan(0);
      await entering;
    }
    await expectNothingLost(test, clerk);
  });

  it('leaves the node working with new ones', async () => {
    await cutConnections(unit);
    await clerk.enter(COMMUNITY, 2);
    await expectNothingLost(test, clerk);
  });
});
