import { ApiError, ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { Outsider } from '../support/outsider.js';
import { until } from '../support/until.js';

const [, , STREET, COMMUNITY] = ONE_BRANCH;
/** The street enters for it. */
const HOSTED = '140502001002';
const POOL_MAX = 3;
const CLERKS = 8;

let test: TestFleet;
let clerk: Clerk;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { extra: { DATABASE_POOL_MAX: String(POOL_MAX) } });
  clerk = new Clerk(test.fleet);
  await clerk.enter(HOSTED, 1);
  await expectNothingLost(test, clerk);
});

afterAll(() => test?.stop());

describe('a street all of whose connections wait for a lock', () => {
  it('says that it is busy and when to come again, lives, and saves everything once the lock is gone', async () => {
    const { api, url } = test.fleet.node(STREET);
    const outsider = await Outsider.connect(test.databaseUrl(STREET));
    let entering: Promise<unknown> | undefined;
    try {
      await outsider.whileLocked('origin', 'EXCLUSIVE', async () => {
        entering = Promise.all(Array.from({ length: CLERKS }, () => clerk.enter(HOSTED, 10)));
        await outsider.waiting(POOL_MAX);
        await clerk.enter(COMMUNITY, 20);
        const busy = await fetch(`${url}/api/v1/operations/status`, {
          headers: { authorization: `Bearer ${api.tokens.operator}` },
        });
        expect(busy.status).toBe(503);
        expect(busy.headers.get('retry-after')).toBe('1');
        expect(await busy.json()).toMatchObject({ code: 'busy' });
        expect((await fetch(`${url}/health/live`)).status).toBe(200);
      });
      await entering;
    } finally {
      await outsider.close();
    }
    await expectNothingLost(test, clerk);
  });

  it('works with all of its connections afterwards', async () => {
    await Promise.all(Array.from({ length: 2 * POOL_MAX }, () => clerk.enter(HOSTED, 5)));
    await expectNothingLost(test, clerk);
  });
});

describe('a database that takes no more connections', () => {
  it('is found again by everybody when it does', async () => {
    const name = new URL(test.databaseUrl(STREET)).pathname.slice(1);
    const outsider = await Outsider.connect(process.env['TEST_POSTGRES_URL'] ?? '');
    let entering: Promise<unknown> | undefined;
    try {
      await outsider.run(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await outsider.run('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
      entering = clerk.enter(HOSTED, 10);
      const refused = async (): Promise<boolean> => {
        const error: unknown = await test.fleet
          .node(STREET)
          .api.status()
          .then(
            () => undefined,
            (cause: unknown) => cause,
          );
        return error instanceof ApiError && error.status === 503;
      };
      await until(refused, { deadlineMs: 20_000, what: 'the street to be busy' });
    } finally {
      await outsider.run(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await outsider.close();
    }
    await entering;
    await expectNothingLost(test, clerk);
  });
});
