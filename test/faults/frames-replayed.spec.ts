import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { isFrame, statusOf } from '../../apps/drill/src/link/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf, storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
/** Taken again and changed nothing, or refused because its token had ended. */
const HARMLESS = [200, 401];

const random = new SeededRandom(runSeed());

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  console.log(`orders of TEST_SEED=${random.seed}`);
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  clerk = new Clerk(test.fleet);
});

afterAll(() => test?.stop());

describe('requests of a link', () => {
  it('that arrive twice are counted once', async () => {
    for (const unit of [DISTRICT, STREET, COMMUNITY]) test.link(unit).become({ twice: true });
    const records = await clerk.enter(COMMUNITY, 600);
    for (const record of records.slice(0, 5)) await clerk.correct(record);
    for (const record of records.slice(5, 10)) await clerk.remove(record);
    await expectNothingLost(test, clerk);
    for (const unit of [DISTRICT, STREET, COMMUNITY]) test.link(unit).mend();
  });

  it.each([
    ['backwards', <T>(items: T[]): T[] => items.reverse()],
    ['in any order', <T>(items: T[]): T[] => items.sort(() => random.next() - 0.5)],
    ['in their order', <T>(items: T[]): T[] => items],
  ])('that come again much later, %s, change nothing', async (_, order) => {
    const link = test.link(STREET);
    const before = { heads: await headsOf(test, DISTRICT), stored: await storedIn(test, DISTRICT) };
    const requests = order([...link.recorded]);
    expect(requests.length).toBeGreaterThan(2);
    for (const request of requests) expect(HARMLESS).toContain(statusOf(await link.send(request)));
    expect({ heads: await headsOf(test, DISTRICT), stored: await storedIn(test, DISTRICT) }).toEqual(before);
    await expectNothingLost(test, clerk);
  });

  it('that are sent to the city past the district change nothing there', async () => {
    const before = await storedIn(test, CITY);
    for (const request of [...test.link(STREET).recorded].slice(-3)) {
      expect(HARMLESS).toContain(statusOf(await test.link(DISTRICT).send(request)));
    }
    expect(await storedIn(test, CITY)).toEqual(before);
  });
});

describe('requests that overtake each other', () => {
  it('are put in order by the parent’s answers', async () => {
    const link = test.link(STREET);
    const late = link.catchNext('request', 20_000, { wants: isFrame });
    await clerk.enter('140502001002', 30);
    const caught = await late;
    if (!caught) throw new Error('no request came');
    // Its connection breaks, so the street sends again: the later request arrives before the earlier one.
    const earlier = Buffer.from(caught.bytes);
    caught.drop();
    await clerk.enter('140502001002', 30);
    await expectNothingLost(test, clerk);
    expect(HARMLESS).toContain(statusOf(await link.send(earlier)));
    await expectNothingLost(test, clerk);
  });
});
