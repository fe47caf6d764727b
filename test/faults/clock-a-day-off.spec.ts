import { randomUUID } from 'node:crypto';
import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { skewedClocks } from '../support/fleet-clock.js';
import { expectNothingLost, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
/** The street enters for it. */
const HOSTED = '140502001002';
const DAY_MS = 24 * 3_600_000;

/** Certificates of the fleet begin a day ago: a clock may not go wrong by more. */
const SKEW_MS = { [DISTRICT]: -DAY_MS, [STREET]: DAY_MS, [COMMUNITY]: -60_000 };

/** The day of the configured zone where a clock is off by so much. */
function todayAt(skewMs: number): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
  return format.format(Date.now() + skewMs);
}

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { extra: skewedClocks(SKEW_MS) });
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

describe('nodes whose clocks are two days apart', () => {
  it('are really apart', async () => {
    const dates = await Promise.all(
      [DISTRICT, STREET].map(async (unit) => {
        const response = await fetch(`${test.fleet.node(unit).url}/health/live`);
        return Date.parse(response.headers.get('date') ?? '');
      }),
    );
    expect((dates[1] ?? 0) - (dates[0] ?? 0)).toBeGreaterThan(2 * DAY_MS - 60_000);
  });

  it('bring everything up nevertheless', async () => {
    const records = await clerk.enter(COMMUNITY, 600);
    await clerk.enter(HOSTED, 5);
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

describe('a record of which a rule says “not after today”', () => {
  it('counts at every tier on the day on which it was entered, though the parent still has another one', async () => {
    const record = randomUUID();
    const fields = {
      name: '示例社区',
      established_on: '1999-01-01',
      adjusted: true,
      adjusted_on: todayAt(SKEW_MS[STREET] ?? 0),
      assembly_system: true,
      representative_system: true,
      police_mode: 'none',
      computers: 1,
      network: 'none',
    };
    const { api } = test.fleet.node(STREET);
    const entered = { record, type: 'community-profile', unit: HOSTED, fields };
    expect((await api.enter([entered])).rejected).toEqual([]);
    await settled(test);
    for (const unit of [STREET, DISTRICT, CITY]) {
      const held = await test.query(unit, 'SELECT status FROM record WHERE record = $1', [record]);
      expect({ unit, held }).toEqual({ unit, held: [{ status: 'counted' }] });
    }
    await api.remove(record, 1, '示例');
    await expectNothingLost(test, clerk);
  });
});
