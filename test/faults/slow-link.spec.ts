import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { SLOW_LINE } from '../../apps/drill/src/link/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const ENTERED = 450;

/** What a person waits for an answer about the link. Behind all the data it would be twenty seconds. */
const CONTROL_MS_MAX = 8_000;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
  test.link(STREET).become({ line: SLOW_LINE });
});

afterAll(() => test?.stop());

async function atDistrict(): Promise<number> {
  return (await headsOf(test, DISTRICT)).reduce((sum, { seq }) => sum + seq, 0);
}

describe('a link of 50 kbit/s, 600 ms there and back, on which packets get lost', () => {
  it('brings a backlog up, and goes on where it was when it breaks in between', async () => {
    const link = test.link(STREET);
    await clerk.enter(COMMUNITY, 150);
    const whole = await bytesFor(150);
    expect(await atDistrict()).toBe(150);
    await clerk.enter(COMMUNITY, 150);
    await clerk.enter('140502001002', 150);
    const before = link.bytesCarried;
    await until(async () => (await atDistrict()) > 150, {
      deadlineMs: 90_000,
      what: 'a first part at the district',
    });
    link.reset();
    await until(async () => (await atDistrict()) === ENTERED, {
      deadlineMs: 120_000,
      what: 'the whole backlog',
    });
    // Twice the backlog and what was on its way: nothing that had arrived was sent again.
    expect(link.bytesCarried - before).toBeLessThan(4 * whole);
  });

  it('lets a small request pass while it is full of data', async () => {
    const link = test.link(STREET);
    const before = await atDistrict();
    await clerk.enter(COMMUNITY, ENTERED);
    const carried = link.bytesCarried;
    await until(async () => link.bytesCarried > carried + 5_000, {
      deadlineMs: 20_000,
      what: 'data on the link',
    });
    const began = performance.now();
    const response = await fetch(`${link.url}/health/live`);
    const ms = performance.now() - began;
    expect(response.status).toBe(200);
    expect(await atDistrict()).toBeLessThan(before + ENTERED);
    expect(ms).toBeLessThan(CONTROL_MS_MAX);
  });

  it('loses nothing', async () => {
    test.link(STREET).mend();
    await expectNothingLost(test, clerk);
  });
});

/** What was carried until so many entries were there. */
async function bytesFor(entries: number): Promise<number> {
  await until(async () => (await atDistrict()) >= entries, {
    deadlineMs: 120_000,
    what: `${entries} entries`,
  });
  return test.link(STREET).bytesCarried;
}
