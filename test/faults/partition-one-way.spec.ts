import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { PARTITIONS } from '../../apps/drill/src/link/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const ENTERED = 300;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
  await clerk.enter(COMMUNITY, 3);
  await expectNothingLost(test, clerk);
});

afterAll(() => test?.stop());

async function heldAt(unit: string): Promise<number> {
  return (await headsOf(test, unit)).reduce((sum, { seq }) => sum + seq, 0);
}

async function backlogOfStreet(): Promise<number | undefined> {
  return (await test.fleet.node(STREET).api.status()).uplink?.backlog;
}

async function reaches(unit: string, seq: number): Promise<void> {
  await until(async () => (await heldAt(unit)) >= seq, {
    deadlineMs: 20_000,
    what: `${seq} entries at ${unit}`,
  });
}

describe.each([
  ['late', (): void => undefined],
  ['never', (): void => test.link(STREET).reset()],
])('answers that arrive %s', (_, lose) => {
  it('leave the parent with everything, the child with a backlog, and nothing twice', async () => {
    test.link(STREET).become(PARTITIONS.answersLost);
    const before = await heldAt(DISTRICT);
    await clerk.enter(COMMUNITY, ENTERED);
    await until(async () => (await heldAt(DISTRICT)) > before, {
      deadlineMs: 20_000,
      what: 'a frame at the district',
    });
    await reaches(STREET, before + ENTERED);
    expect(await backlogOfStreet()).toBe(ENTERED);
    lose();
    test.link(STREET).mend();
    await expectNothingLost(test, clerk);
  });
});

describe.each([
  ['requests are lost', PARTITIONS.requestsLost],
  ['nothing passes at all', PARTITIONS.both],
])('a link on which %s', (_, partition) => {
  it('leaves the child working, and the parent with what it had', async () => {
    test.link(STREET).become(partition);
    const before = await heldAt(DISTRICT);
    await clerk.enter(COMMUNITY, ENTERED);
    await reaches(STREET, before + ENTERED);
    expect(await heldAt(DISTRICT)).toBe(before);
    expect(await backlogOfStreet()).toBe(ENTERED);
    test.link(STREET).reset();
    test.link(STREET).mend();
    await expectNothingLost(test, clerk);
  });
});
