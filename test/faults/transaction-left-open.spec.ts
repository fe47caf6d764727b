import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { AFTER_LATE, Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Outsider } from '../support/outsider.js';
import { until } from '../support/until.js';

const [CITY, , STREET, COMMUNITY] = ONE_BRANCH;
/** The district enters for it. */
const ELSEWHERE = '140502002001';

/** What a person waits for a figure while somebody's transaction stands open. */
const ANSWER_MS_MAX = 3_000;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  clerk = new Clerk(test.fleet);
  await clerk.enter(COMMUNITY, 10);
  await expectNothingLost(test, clerk);
});

afterAll(() => test?.stop());

async function heldAt(unit: string): Promise<number> {
  return (await headsOf(test, unit)).reduce((sum, { seq }) => sum + seq, 0);
}

describe.each([
  ['the logs', 'origin', 'EXCLUSIVE'],
  ['the figures', 'cell', 'SHARE ROW EXCLUSIVE'],
])('a transaction that holds a lock on %s of the street', (_, table, mode) => {
  it('makes its records wait, and neither those who read nor anybody else', async () => {
    const outsider = await Outsider.connect(test.databaseUrl(STREET));
    const { api } = test.fleet.node(STREET);
    try {
      const before = await heldAt(STREET);
      await outsider.whileLocked(table, mode, async () => {
        await clerk.enter(COMMUNITY, 50);
        await outsider.waiting(1);
        const began = performance.now();
        await api.indicator('organisations', `at=${AFTER_LATE}`);
        await api.status();
        expect(performance.now() - began).toBeLessThan(ANSWER_MS_MAX);
        const atCity = await heldAt(CITY);
        await clerk.enter(ELSEWHERE, 5);
        await until(async () => (await heldAt(CITY)) === atCity + 5, {
          deadlineMs: 20_000,
          what: 'records of another street to reach the city',
        });
        expect(await heldAt(STREET)).toBe(before);
      });
    } finally {
      await outsider.close();
    }
    await expectNothingLost(test, clerk);
  });

  it('and whose connection is cut then, lets go', async () => {
    const outsider = await Outsider.connect(test.databaseUrl(STREET));
    await outsider.run('BEGIN');
    await outsider.run(`LOCK TABLE ${table} IN ${mode} MODE`);
    await clerk.enter(COMMUNITY, 5);
    await outsider.waiting(1);
    await outsider.close();
    await expectNothingLost(test, clerk);
  });
});
