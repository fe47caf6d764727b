import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Fleet, type FleetOptions } from '../../apps/demo/src/fleet/index.js';
import { Link } from '../../apps/drill/src/link/index.js';
import { createTestDatabase, type TestDatabase } from './postgres.js';

export type QueueKind = 'postgres' | 'redis';

/** The queue backends of this run, as the test runner found them. */
export const QUEUES = (process.env['TEST_QUEUES'] ?? 'postgres').split(',') as QueueKind[];

export interface TestFleetOptions {
  readonly queue?: QueueKind;
  /** Puts a link that can be broken between every child and its parent. */
  readonly linked?: boolean;
  /** Further environment variables of every node. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Another build of the node. */
  readonly mainFile?: string;
}

/** Real node processes, each with a database of its own into which the test can look. */
export class TestFleet {
  private constructor(
    readonly fleet: Fleet,
    /** Keys lie in `keys/<unit>`, logs in `logs/<unit>.log`. */
    readonly directory: string,
    private readonly databases: ReadonlyMap<string, TestDatabase>,
    private readonly pools: Map<string, pg.Pool>,
    private readonly links: ReadonlyMap<string, Link>,
  ) {}

  /** Where the start fails, everything that had been started is stopped again. */
  static async start(units: readonly string[], options: TestFleetOptions = {}): Promise<TestFleet> {
    const directory = await mkdtemp(join(tmpdir(), 'fleet-'));
    const databases = new Map<string, TestDatabase>();
    const links = new Map<string, Link>();
    try {
      const queueUrl = options.queue === 'redis' ? await emptyRedis() : undefined;
      const createDatabase = async (unit: string): Promise<string> => {
        // Another build brings an empty database to its own schema.
        const database = await createTestDatabase(options.mainFile === undefined ? 'migrated' : 'empty');
        databases.set(unit, database);
        return database.url;
      };
      // Nodes inherit nothing; by this the runner finds those that a test has left behind.
      const extra = { TEST_RUN: process.env['TEST_RUN'] ?? '', ...options.extra };
      const { mainFile } = options;
      const parentUrl: FleetOptions['parentUrl'] = async ({ unit }, parent) => {
        if (!options.linked) return parent.url;
        const link = await Link.open(() => parent.url);
        links.set(unit, link);
        return link.url;
      };
      const nodes = { units, directory, queueUrl, createDatabase, parentUrl, extra, mainFile };
      const fleet = await Fleet.start(nodes);
      const pools = new Map([...databases].map(([unit, { url }]) => [unit, openPool(url)]));
      return new TestFleet(fleet, directory, databases, pools, links);
    } catch (error) {
      await closeAll(links);
      await dropAll(databases, directory);
      throw error;
    }
  }

  get units(): readonly string[] {
    return this.fleet.nodes.map((node) => node.plan.unit);
  }

  /** The way from a child to its parent. */
  link(unit: string): Link {
    const link = this.links.get(unit);
    if (!link) throw new TypeError(`nothing stands between ${unit} and its parent`);
    return link;
  }

  databaseUrl(unit: string): string {
    const database = this.databases.get(unit);
    if (!database) throw new TypeError(`the fleet has no database of ${unit}`);
    return database.url;
  }

  /** Looks into the database of a node, past the node. */
  async query<Row extends object>(
    unit: string,
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const pool = this.pools.get(unit);
    if (!pool) throw new TypeError(`the fleet has no database of ${unit}`);
    return (await pool.query(sql, [...values])).rows as Row[];
  }

  /** Copies the database of a node that is stopped; gives what puts the copy back in its place, once. */
  async backUp(unit: string): Promise<() => Promise<void>> {
    const name = new URL(this.databaseUrl(unit)).pathname.slice(1);
    const copy = `${name}_backup`;
    await this.whileDetached(unit, (server) => server.query(`CREATE DATABASE "${copy}" TEMPLATE "${name}"`));
    return () =>
      this.whileDetached(unit, async (server) => {
        await server.query(`DROP DATABASE "${name}" WITH (FORCE)`);
        await server.query(`ALTER DATABASE "${copy}" RENAME TO "${name}"`);
      });
  }

  /** Puts an empty database in the place of a stopped node's: its disk is gone. */
  async loseDatabase(unit: string): Promise<void> {
    const name = new URL(this.databaseUrl(unit)).pathname.slice(1);
    await this.whileDetached(unit, async (server) => {
      await server.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await server.query(`CREATE DATABASE "${name}"`);
    });
  }

  private async whileDetached(unit: string, work: (server: pg.Client) => Promise<unknown>): Promise<void> {
    await this.pools.get(unit)?.end();
    const server = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
    await server.connect();
    try {
      await work(server);
    } finally {
      await server.end();
      this.pools.set(unit, openPool(this.databaseUrl(unit)));
    }
  }

  /** Ends every process, also a stopped one, and removes databases and files. */
  async stop(): Promise<void> {
    for (const { pid } of this.fleet.nodes) if (pid !== undefined) signal(pid, 'SIGCONT');
    await this.fleet.stop();
    await closeAll(this.links);
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
    await dropAll(this.databases, this.directory);
  }
}

/** A process that has ended cannot be signalled, and need not be. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The run's Redis without what an earlier fleet has left there. */
async function emptyRedis(): Promise<string> {
  await onRedis((redis) => redis.flushall());
  return redisUrl();
}

export async function onRedis(work: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(redisUrl());
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

function redisUrl(): string {
  const url = process.env['TEST_REDIS_URL'];
  if (!url) throw new Error('TEST_REDIS_URL is not set: run this test by npm test');
  return url;
}

function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 });
  // A test may end all connections to the database, its own among them.
  pool.on('error', () => undefined);
  return pool;
}

async function closeAll(links: ReadonlyMap<string, Link>): Promise<void> {
  for (const link of links.values()) await link.close();
}

async function dropAll(databases: ReadonlyMap<string, TestDatabase>, directory: string): Promise<void> {
  for (const database of databases.values()) await database.drop();
  await rm(directory, { recursive: true, force: true });
}
