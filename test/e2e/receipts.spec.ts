import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const HOSTED_BY_STREET = '140502001002';

interface Detail {
  readonly progress: readonly {
    readonly unit: string;
    readonly state: string;
    readonly message: { zh: string; en: string };
  }[];
}

describe('P4 how far a record got', () => {
  let test: TestFleet;
  let clerk: Clerk;

  beforeAll(async () => {
    test = await TestFleet.start(ONE_BRANCH, {});
    clerk = new Clerk(test.fleet);
  });

  afterAll(() => test?.stop());

  async function progressAt(unit: string, record: string): Promise<Detail['progress']> {
    const { api } = test.fleet.node(unit);
    return (await api.call<Detail>('clerk', 'GET', `/api/v1/records/${record}`)).progress;
  }

  it.each([
    ['entered at the community', COMMUNITY, COMMUNITY, [COMMUNITY, STREET, DISTRICT, CITY]],
    [
      'entered by the street for a community without a node',
      HOSTED_BY_STREET,
      STREET,
      [STREET, DISTRICT, CITY],
    ],
  ])('is told where it was %s: saved, received, counted by the city', async (_, unit, at, tiers) => {
    const [record = ''] = await clerk.enter(unit, 1);
    await until(async () => (await progressAt(at, record)).at(-1)?.state === 'counted', {
      deadlineMs: 30_000,
      what: 'the record to be counted by the city',
    });
    const progress = await progressAt(at, record);
    expect(progress.map((step) => step.unit)).toEqual(tiers);
    expect(progress.map((step) => step.state)).toEqual([
      'saved',
      ...tiers.slice(2).map(() => 'received'),
      'counted',
    ]);
    expect(progress[0]?.message).toEqual({ zh: '已保存', en: 'saved' });
    expect(progress.at(-1)?.message).toEqual({ zh: '市级已计入统计', en: 'counted by the city' });
  });
});
