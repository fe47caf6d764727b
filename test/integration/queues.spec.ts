import { Redis } from 'ioredis';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Gate, RunningQueues, type RunningQueuesOptions } from '../support/running-queues.js';
import { until } from '../support/until.js';

/** The backends of this run, as the test runner found them. */
const BACKENDS = (process.env['TEST_QUEUES'] ?? '').split(',') as ('postgres' | 'redis')[];

const WAKES = 10;

describe.each(BACKENDS)('a queue on %s', (backend) => {
  let database: TestDatabase;
  const started: RunningQueues[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database?.drop());
  afterEach(async () => {
    await Promise.all(started.splice(0).map((running) => running.close()));
    await flush();
  });

  const redisUrl = backend === 'redis' ? process.env['TEST_REDIS_URL'] : undefined;

  async function start(options: Partial<RunningQueuesOptions> = {}): Promise<RunningQueues> {
    const running = await RunningQueues.start({ redisUrl, databaseUrl: database.url, ...options });
    started.push(running);
    return running;
  }

  /** Everything that the backend held is lost, as it may be at any moment. */
  async function flush(): Promise<void> {
    if (redisUrl !== undefined) {
      const redis = new Redis(redisUrl);
      await redis.flushall();
      await redis.quit();
      return;
    }
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('TRUNCATE bullmq.job, bullmq.dedup, bullmq.dedup_next CASCADE');
    await client.end();
  }

  it('looks once at the start, and once for a wake', async () => {
    const running = await start();
    await running.begun(1);
    expect(await running.settled()).toBe(1);
    running.wake();
    await running.begun(2);
    expect(await running.settled()).toBe(2);
    expect(await running.health()).toMatchObject({ name: 'uplink', backend, reachable: true });
  });

  it('turns wakes that come while it works into exactly one more run', async () => {
    const gate = new Gate();
    const running = await start({ handler: () => gate.passed() });
    await running.begun(1);
    for (let wake = 0; wake < WAKES; wake++) running.wake();
    await until(async () => (await running.health()).counts['active'] === 1, {
      deadlineMs: 5_000,
      what: 'the run that waits at the gate',
    });
    gate.open();
    await running.begun(2);
    expect(await running.settled()).toBe(2);
  });

  it('turns wakes that come at rest into few runs, and never into none', async () => {
    const running = await start();
    await running.begun(1);
    await running.settled();
    for (let wake = 0; wake < WAKES; wake++) running.wake();
    await running.begun(2);
    expect(await running.settled()).toBeLessThanOrEqual(3);
  });

  it('goes on after a handler that failed', async () => {
    const running = await start({ handler: () => Promise.reject(new Error('not today')) });
    for (let run = 1; run <= 3; run++) {
      await running.begun(run);
      expect(await running.settled()).toBe(run);
      running.wake();
    }
    await running.begun(4);
  });

  it('lets one replica work at a time, whichever is woken', async () => {
    let [working, workingMax] = [0, 0];
    const handler = async (): Promise<void> => {
      workingMax = Math.max(workingMax, ++working);
      // As long as it takes to ask the backend something: time enough for the other replica to come in between.
      await replicas[0]?.health();
      working -= 1;
    };
    const replicas: RunningQueues[] = [];
    replicas.push(await start({ handler }), await start({ handler }));
    const runs = (): number => replicas.reduce((sum, replica) => sum + replica.runs, 0);
    await until(
      async () => {
        for (const replica of replicas) replica.wake();
        return runs() >= 20;
      },
      { deadlineMs: 10_000, what: 'twenty runs', everyMs: 1 },
    );
    for (const replica of replicas) await replica.settled();
    expect(workingMax).toBe(1);
  });

  it('looks again by itself where a wake was lost', async () => {
    const running = await start({ everyMs: 200 });
    await running.begun(4);
  });

  it('looks again after the backend has lost everything, at rest and at work', async () => {
    const gate = new Gate();
    let blocked = true;
    const running = await start({
      everyMs: 200,
      handler: () => (blocked ? gate.passed() : Promise.resolve()),
    });
    await running.begun(1);
    await flush();
    blocked = false;
    gate.open();
    await running.begun(3);
    await flush();
    await running.begun(running.runs + 2);
  });

  it('finishes the run in hand before it closes, and does nothing afterwards', async () => {
    const gate = new Gate();
    let finished = false;
    const running = await RunningQueues.start({
      redisUrl,
      databaseUrl: database.url,
      handler: async () => {
        await gate.passed();
        finished = true;
      },
    });
    await running.begun(1);
    const closed = running.close().then(() => finished);
    gate.open();
    expect(await closed).toBe(true);
    running.wake();
    const next = await start();
    await next.begun(1);
    expect([running.runs, await next.settled()]).toEqual([1, 1]);
  });

  it('keeps apart from the queue of another unit', async () => {
    if (backend === 'postgres') return;
    const [here, there] = [await start({ unit: '140502' }), await start({ unit: '140521' })];
    await here.begun(1);
    await there.begun(1);
    for (let run = 2; run <= 4; run++) {
      here.wake();
      await here.begun(run);
      await here.settled();
    }
    expect(await there.settled()).toBe(1);
  });
});
