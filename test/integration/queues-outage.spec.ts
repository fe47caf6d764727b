import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RunningQueues } from '../support/running-queues.js';

const BACKENDS = (process.env['TEST_QUEUES'] ?? '').split(',') as ('postgres' | 'redis')[];

/** Nothing listens there. */
const NOWHERE = { postgres: 'postgres://postgres@127.0.0.1:9/silian', redis: 'redis://127.0.0.1:9' };

/** A wake is part of a clerk's request: it may not take longer than this. */
const WAKE_MS_MAX = 20;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

type Urls = { readonly redisUrl?: string | undefined; readonly databaseUrl: string };

const reachable = (backend: string): Urls => ({
  redisUrl: backend === 'redis' ? process.env['TEST_REDIS_URL'] : undefined,
  databaseUrl: database.url,
});
const unreachable = (backend: string): Urls => ({
  redisUrl: backend === 'redis' ? NOWHERE.redis : undefined,
  databaseUrl: NOWHERE.postgres,
});

/** Cuts every connection to the backend, as a restart of it would. */
async function cutConnections({ redisUrl, databaseUrl }: Urls): Promise<void> {
  if (redisUrl !== undefined) {
    const redis = new Redis(redisUrl);
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await redis.quit();
    return;
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await client.end();
}

describe.each(BACKENDS)('where %s cannot be reached', (backend) => {
  it('a wake neither throws nor waits, health says so in time, and the node can stop', async () => {
    const running = await RunningQueues.start(unreachable(backend));
    try {
      const started = performance.now();
      for (let wake = 0; wake < 100; wake++) running.wake();
      expect(performance.now() - started).toBeLessThan(WAKE_MS_MAX);
      const health = await running.health();
      expect(health).toEqual({ name: 'uplink', backend, reachable: false, counts: {} });
      expect(performance.now() - started).toBeLessThan(3_000);
    } finally {
      const closing = performance.now();
      await running.close();
      expect(performance.now() - closing).toBeLessThan(10_000);
    }
    expect(running.runs).toBe(0);
  });
});

describe.each(BACKENDS)('where the connections to %s are cut', (backend) => {
  it('the work goes on by itself', async () => {
    const urls = reachable(backend);
    const running = await RunningQueues.start({ ...urls, everyMs: 200 });
    try {
      await running.begun(1);
      for (let cut = 0; cut < 3; cut++) {
        await cutConnections(urls);
        await running.begun(running.runs + 2);
      }
      expect((await running.health()).reachable).toBe(true);
    } finally {
      await running.close();
    }
  });
});

/** Starts the compiled queues, wakes them and closes them; ends when nothing keeps the process alive. */
const PROGRAM = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
const { QueuesModule, Queues } = await import('#platform/queues');
const [redisUrl, databaseUrl, mayRun] = process.argv.slice(1);
const module = QueuesModule.register({ redisUrl: redisUrl || undefined, databaseUrl, unit: '1405' });
let ran;
const run = new Promise((resolve) => (ran = resolve));
class Handler {
  constructor(queues) { queues.handle('uplink', async () => ran()); }
}
const handler = { provide: Handler, useFactory: (queues) => new Handler(queues), inject: [Queues] };
class Root {}
const root = { module: Root, imports: [module], providers: [handler] };
const app = await NestFactory.createApplicationContext(root, { logger: false });
if (mayRun) await run;
app.get(Queues).wake('uplink');
await app.close();
console.log('closed');
`;

describe.each(BACKENDS)('a process with queues on %s', (backend) => {
  it.each([
    ['that worked', reachable, 'yes'],
    ['that were never reached', unreachable, ''],
  ])('%s ends by itself when they are closed', async (_what, urlsOf, mayRun) => {
    const { redisUrl = '', databaseUrl } = urlsOf(backend);
    const args = ['--input-type=module', '-e', PROGRAM, '--', redisUrl, databaseUrl, mayRun];
    const options = { timeout: 30_000, env: { PATH: process.env['PATH'] } };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    expect(stdout).toBe('closed\n');
  });
});
