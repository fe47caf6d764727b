import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { Clerk } from '../support/fleet-clerk.js';
import { expectNothingLost, headsOf } from '../support/fleet-proof.js';
import { onRedis, QUEUES, TestFleet, type QueueKind } from '../support/fleet.js';
import { until } from '../support/until.js';

const [CITY, , , COMMUNITY] = ONE_BRANCH;
const ENTERED = 2_000;
const FLUSHES = 5;

/** Takes every job and every connection from the queues of all nodes. */
const FLUSH: Readonly<Record<QueueKind, (test: TestFleet) => Promise<unknown>>> = {
  redis: () =>
    onRedis(async (redis) => {
      await redis.flushall();
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }),
  postgres: (test) => Promise.all(test.units.map((unit) => emptyTables(test, unit))),
};

/** All rows of BullMQ's tables but those that say which version its schema has. */
async function emptyTables(test: TestFleet, unit: string): Promise<void> {
  const tables = await test.query<{ name: string }>(
    unit,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'bullmq' AND tablename NOT LIKE '%migration%'`,
  );
  // The city sends nothing and needs no queues.
  if (unit !== CITY) expect(tables).not.toEqual([]);
  // The node works meanwhile, and takes its locks in an order of its own: where the two meet, PostgreSQL ends one of them.
  if (tables.length > 0)
    await until(
      async () => {
        await test.query(unit, `TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
        return true;
      },
      { deadlineMs: 20_000, what: `the queues of ${unit} to be emptied` },
    );
}

describe.each(QUEUES)('queues on %s that lose all they hold', (queue) => {
  let test: TestFleet;
  let clerk: Clerk;

  beforeAll(async () => {
    test = await TestFleet.start(ONE_BRANCH, { queue });
    clerk = new Clerk(test.fleet);
  });

  afterAll(() => test?.stop());

  it('in the middle of a backlog lose no record', async () => {
    const atCity = async (): Promise<number> => (await headsOf(test, CITY))[0]?.seq ?? 0;
    const entering = clerk.enter(COMMUNITY, ENTERED);
    for (let flush = 1; flush <= FLUSHES; flush += 1) {
      const wanted = ((flush - 0.5) * ENTERED) / FLUSHES;
      await until(async () => (await atCity()) >= wanted, {
        deadlineMs: 60_000,
        what: `${wanted} entries at the city`,
      });
      await FLUSH[queue](test);
    }
    await entering;
    await expectNothingLost(test, clerk);
  });

  it('lose no record either when they are flushed while all is quiet', async () => {
    await FLUSH[queue](test);
    await clerk.enter(COMMUNITY, 3);
    await expectNothingLost(test, clerk);
  });
});
