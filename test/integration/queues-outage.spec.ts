import { execFile } from 'node:child_process';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { RunningQueues } from '../support/running-queues.js';
import { until } from '../support/until.js';

const BACKENDS = (process.env['TEST_QUEUES'] ?? '').split(',') as ('postgres' | 'redis')[];

/** Nothing listens there. */
const NOWHERE = { postgres: 'postgres://postgres@127.0.0.1:9/silian', redis: 'redis://127.0.0.1:9' };

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

/**
 * Starts the compiled queues on a backend, wakes them, asks for their health and closes them. What it tells is the
 * last thing that it does: the process ends when nothing keeps it alive.
 */
const PROGRAM = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
const { QueuesModule, Queues } = await import('#platform/queues');
const [redisUrl, databaseUrl, waits] = process.argv.slice(1);
let runs = 0;
let ran;
const run = new Promise((resolve) => (ran = resolve));
const handler = {
  provide: 'handler',
  useFactory: (queues) => queues.handle('uplink', async () => { runs += 1; ran(); }),
  inject: [Queues],
};
class Root {}
const queuesModule = QueuesModule.register({ redisUrl: redisUrl || undefined, databaseUrl, unit: '1405' });
const root = { module: Root, imports: [queuesModule], providers: [handler] };
const app = await NestFactory.createApplicationContext(root, { logger: false });
const queues = app.get(Queues);
if (waits) await run;
const timed = async (work) => {
  const started = performance.now();
  const outcome = await work();
  return [outcome, performance.now() - started];
};
const [, wakeMs] = await timed(() => { for (let wake = 0; wake < 100; wake++) queues.wake('uplink'); });
const [[health], healthMs] = await timed(() => queues.health());
const [, closeMs] = await timed(() => app.close());
queues.wake('uplink');
console.log(JSON.stringify({ runs, reachable: health.reachable, wakeMs, healthMs, closeMs }));
`;

async function runProgram({ redisUrl = '', databaseUrl }: Urls, waits: boolean) {
  const args = ['--input-type=module', '-e', PROGRAM, '--', redisUrl, databaseUrl, waits ? 'yes' : ''];
  const options = { timeout: 30_000, env: { PATH: process.env['PATH'] } };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return JSON.parse(stdout) as { wakeMs: number; healthMs: number; closeMs: number };
}

describe.each(BACKENDS)('a process with queues on %s', (backend) => {
  it('that work ends by itself when they are closed', async () => {
    const told = await runProgram(reachable(backend), true);
    expect(told).toMatchObject({ runs: expect.any(Number), reachable: true });
    expect(told.closeMs).toBeLessThan(5_000);
  });

  it('that cannot be reached is not held up by a wake, says so, and ends by itself, too', async () => {
    const told = await runProgram(unreachable(backend), false);
    expect(told).toMatchObject({ runs: 0, reachable: false });
    expect(told.wakeMs).toBeLessThan(50);
    expect(told.healthMs).toBeLessThan(4_000);
    expect(told.closeMs).toBeLessThan(6_000);
  });
});

/** A port in front of a server that can be closed and opened again. */
class Door {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  private port = 0;
  private slams = false;
  private parting: Buffer | undefined;

  constructor(private readonly target: string) {}

  get url(): string {
    const url = new URL(this.target);
    [url.hostname, url.port] = ['127.0.0.1', String(this.port)];
    return url.href;
  }

  /** Whoever has come in is thrown out at once: a server that is just going down. */
  slam(): void {
    this.slams = true;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  letIn(): void {
    this.slams = false;
    this.parting = undefined;
  }

  /** Whoever comes in is made welcome and shown the door in one breath. */
  partAtOnce(words: Buffer): void {
    this.parting = words;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  async open(): Promise<void> {
    const { port, hostname } = new URL(this.target);
    this.server = createServer((inside) => {
      // Not before something has been said: whoever knocks is to find the connection made, and then broken.
      if (this.slams) return void inside.once('data', () => inside.destroy()).on('error', () => undefined);
      const outside = connect(Number(port), hostname);
      for (const socket of [inside, outside]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
      }
      inside.pipe(outside);
      const { parting } = this;
      if (!parting) return void outside.pipe(inside);
      outside.on('data', (said) => inside.write(isReady(said) ? Buffer.concat([said, parting]) : said));
      outside.once('end', () => inside.end());
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await closed;
  }
}

/** True where a server's message ends by saying that it waits for a query. */
const isReady = (said: Buffer): boolean => said.at(-6) === 0x5a && said.readUInt32BE(said.length - 5) === 5;

/** As a server says that it ends a connection on an administrator's command. */
function terminated(): Buffer {
  const fields = Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeUInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

const itOnRedis = BACKENDS.includes('redis') ? it : () => undefined;

describe('where Redis goes and comes back', () => {
  itOnRedis('the work stops and goes on, also where it was not there at the start', async () => {
    const door = new Door(process.env['TEST_REDIS_URL'] ?? '');
    await door.open();
    await door.close();
    const running = await RunningQueues.start({ redisUrl: door.url, databaseUrl: '', everyMs: 200 });
    try {
      for (let outage = 0; outage < 2; outage++) {
        expect((await running.health()).reachable).toBe(false);
        const before = running.runs;
        running.wake();
        await door.open();
        await until(async () => running.runs >= before + 2, {
          deadlineMs: 30_000,
          what: 'work after the outage',
        });
        expect((await running.health()).reachable).toBe(true);
        await door.close();
      }
      await door.open();
    } finally {
      await running.close();
      await door.close();
    }
  });
});

const itOnPostgres = BACKENDS.includes('postgres') ? it : () => undefined;

describe('where PostgreSQL breaks every connection', () => {
  itOnPostgres('the process goes on with all else, and the work when it is back', async () => {
    const door = new Door(database.url);
    await door.open();
    const running = await RunningQueues.start({ databaseUrl: door.url, everyMs: 200 });
    try {
      await running.begun(1);
      for (let outage = 0; outage < 2; outage++) {
        door.slam();
        expect(await turnsWithin(1_500)).toBeGreaterThan(10);
        door.letIn();
        await running.begun(running.runs + 2);
      }
    } finally {
      await running.close();
      await door.close();
    }
  });

  itOnPostgres('also where it ends a connection in the moment in which it is ready', async () => {
    const door = new Door(database.url);
    await door.open();
    const running = await RunningQueues.start({ databaseUrl: door.url, everyMs: 200 });
    try {
      await running.begun(1);
      door.partAtOnce(terminated());
      expect(await turnsWithin(2_500)).toBeGreaterThan(10);
      door.letIn();
      await running.begun(running.runs + 2);
    } finally {
      await running.close();
      await door.close();
    }
  });

  itOnPostgres('also where no connection has ever been made before', async () => {
    const door = new Door(database.url);
    await door.open();
    door.slam();
    const running = await RunningQueues.start({ databaseUrl: door.url, everyMs: 200 });
    try {
      expect(await turnsWithin(1_500)).toBeGreaterThan(10);
      expect((await running.health()).reachable).toBe(false);
      door.letIn();
      await running.begun(2);
      expect((await running.health()).reachable).toBe(true);
    } finally {
      await running.close();
      await door.close();
    }
  });
});

/** How often other work gets its turn in so long: none where something spins. */
async function turnsWithin(ms: number): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 20);
  const end = performance.now() + ms;
  await until(async () => performance.now() > end, { deadlineMs: 10 * ms, what: 'the time to pass' });
  clearInterval(timer);
  return turns;
}
