import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { skewedClocks } from '../support/fleet-clock.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';

const [, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const HOUR_MS = 3_600_000;

/** Certificates of the fleet begin a day ago: a clock may not go wrong by more. */
const SKEW_MS = { [DISTRICT]: -23 * HOUR_MS, [STREET]: 23 * HOUR_MS, [COMMUNITY]: -60_000 };

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { extra: skewedClocks(SKEW_MS) });
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

describe('nodes whose clocks are almost two days apart', () => {
  it('are really apart', async () => {
    const dates = await Promise.all(
      [DISTRICT, STREET].map(async (unit) => {
        const response = await fetch(`${test.fleet.node(unit).url}/health/live`);
        return Date.parse(response.headers.get('date') ?? '');
      }),
    );
    expect((dates[1] ?? 0) - (dates[0] ?? 0)).toBeGreaterThan(45 * HOUR_MS);
  });

  it('bring everything up nevertheless', async () => {
    const records = await clerk.enter(COMMUNITY, 600);
    await clerk.enter('140502001002', 5);
    for (const record of records.slice(0, 3)) await clerk.correct(record);
    await expectNothingLost(test, clerk);
  });

  it('find their parent again after it has been away', async () => {
    await test.fleet.node(DISTRICT).stop();
    await clerk.enter(COMMUNITY, 5);
    await test.fleet.node(DISTRICT).start();
    await expectNothingLost(test, clerk);
  });
});
