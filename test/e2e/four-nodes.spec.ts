import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { QUEUES, TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
/** Units that run no node: the street and the district enter for them. */
const HOSTED_BY_STREET = '140502001002';
const HOSTED_BY_DISTRICT = '140502002001';
const HOSTED_BY_CITY = '140581001001';

interface RecordDetail {
  readonly receivedByParent: boolean | null;
}

describe.each(QUEUES)('four nodes with queues on %s', (queue) => {
  let test: TestFleet;
  let clerk: Clerk;

  beforeAll(async () => {
    test = await TestFleet.start(ONE_BRANCH, { queue });
    clerk = new Clerk(test.fleet);
  });

  afterAll(() => test?.stop());

  it('brings what is entered, corrected and withdrawn at the bottom to the top', async () => {
    const records = await clerk.enter(COMMUNITY, 40);
    for (const record of records.slice(0, 8)) await clerk.correct(record);
    for (const record of records.slice(4, 12)) await clerk.remove(record);
    await expectNothingLost(test, clerk);
  });

  it('brings up what the upper tiers enter for units without a node', async () => {
    await Promise.all([
      clerk.enter(HOSTED_BY_STREET, 12),
      clerk.enter(HOSTED_BY_DISTRICT, 9),
      clerk.enter(HOSTED_BY_CITY, 5),
      clerk.enter(STREET, 3),
      clerk.enter(DISTRICT, 2),
      clerk.enter(CITY, 1),
    ]);
    await expectNothingLost(test, clerk);
    const origins = (await headsOf(test, CITY)).map((head) => head.origin);
    expect(origins).toEqual(
      [COMMUNITY, HOSTED_BY_STREET, HOSTED_BY_DISTRICT, HOSTED_BY_CITY, STREET, DISTRICT, CITY].sort(),
    );
  });

  it('brings up a backlog of many frames', async () => {
    await Promise.all([clerk.enter(COMMUNITY, 2_500), clerk.enter(HOSTED_BY_STREET, 1_500)]);
    await expectNothingLost(test, clerk);
  });

  it('tells the clerk when the parent has a record', async () => {
    const { api } = test.fleet.node(COMMUNITY);
    const [record] = await clerk.enter(COMMUNITY, 1);
    await until(
      async () => {
        const detail = await api.call<RecordDetail>('clerk', 'GET', `/api/v1/records/${record}`);
        return detail.receivedByParent === true;
      },
      { deadlineMs: 10_000, what: 'the record to be received by the parent' },
    );
  });
});
