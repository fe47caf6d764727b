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

  async function stateAt(tier: string, record: string): Promise<string | undefined> {
    return (await progressAt(COMMUNITY, record)).find((step) => step.unit === tier)?.state;
  }

  const reaches = (tier: string, record: string, state: string): Promise<unknown> =>
    until(async () => (await stateAt(tier, record)) === state, {
      deadlineMs: 30_000,
      what: `the record to be ${state} at ${tier}`,
    });

  /** Holds a record's newest version back at one tier, as its own rules would. */
  async function holdBack(tier: string, record: string): Promise<void> {
    const faults = JSON.stringify([
      { code: 'rule_failed', message: { zh: '不合规则', en: 'Breaks a rule' } },
    ]);
    await test.query(
      tier,
      `INSERT INTO quarantine (origin_id, seq, record, code, faults)
       SELECT origin_id, seq, record, 'rule_failed', $2 FROM record WHERE record = $1`,
      [record, faults],
    );
  }

  it('shows the reason of an upper tier at the origin; a corrected version releases it, and others go by', async () => {
    const [record = '', other = ''] = await clerk.enter(COMMUNITY, 2);
    await reaches(CITY, record, 'counted');
    await holdBack(CITY, record);
    await reaches(CITY, record, 'quarantined');
    const held = (await progressAt(COMMUNITY, record)).at(-1);
    expect(held?.message).toEqual({ zh: '不合规则', en: 'Breaks a rule' });
    expect(await stateAt(CITY, other)).toBe('counted');
    await clerk.correct(record);
    await reaches(CITY, record, 'counted');
    await until(
      async () => {
        const standing = await test.query(COMMUNITY, 'SELECT 1 FROM verdict WHERE NOT withdrawn');
        return standing.length === 0;
      },
      { deadlineMs: 30_000, what: 'the verdict to be withdrawn at the origin' },
    );
  });

  it('is not what a relay forges', async () => {
    const FORGED_AT = '2999-01-01T00:00:00.000Z';
    const [record = ''] = await clerk.enter(COMMUNITY, 1);
    await reaches(CITY, record, 'counted');
    await test.query(
      STREET,
      `WITH next AS (UPDATE receipt_feed SET revision = revision + 1 RETURNING revision)
       UPDATE receipt SET at = $1, revision = next.revision FROM next
       WHERE tier = $2 AND origin_id = (SELECT origin_id FROM record WHERE record = $3)`,
      [FORGED_AT, CITY, record],
    );
    // What comes behind the forged row in the feed has arrived, so the community has seen it too.
    await holdBack(STREET, record);
    await reaches(STREET, record, 'quarantined');
    const sql = 'SELECT at FROM receipt WHERE tier = $1';
    expect(await test.query(STREET, sql, [CITY])).toContainEqual({ at: FORGED_AT });
    expect(await test.query(COMMUNITY, sql, [CITY])).not.toContainEqual({ at: FORGED_AT });
  });
});
