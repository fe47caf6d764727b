import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/storage';
import { Fleet, type FleetOptions, type NodeProcess } from '../fleet/index.js';
import { startRedisServer, type RedisServer } from './redis-server.js';

export interface StageOptions {
  readonly units: readonly string[];
  readonly queue: 'postgres' | 'redis';
  /** A Redis that runs already; without it, `queue: 'redis'` starts one. */
  readonly redisUrl?: string | undefined;
  /** False gives up safety against a crash of the machine for speed. */
  readonly durable: boolean;
  /** Leaves the directory with databases, keys and logs where it is. */
  readonly keep: boolean;
  /** Aborted: no further process is started. */
  readonly signal: AbortSignal;
  readonly onStarted?: (what: string, node?: NodeProcess) => void;
  /** Where a child finds its parent, if something stands between them. */
  readonly parentUrl?: FleetOptions['parentUrl'];
}

/** Eleven nodes, each with its pool, its queue's connections and a LISTEN for each worker, and room to spare. */
const CONNECTIONS_MAX = 600;

/** Servers and nodes that stand on this machine for a while, in a directory of their own. */
export class Stage {
  readonly directory = mkdtempSync(join(tmpdir(), 'silian-'));
  private postgresServer: EmbeddedPostgres | undefined;
  private redisServer: RedisServer | undefined;
  private nodes: Fleet | undefined;
  private stopping: Promise<void> | undefined;

  private constructor(private readonly options: StageOptions) {}

  /** Starts everything. Where one part fails or the signal comes, those that run are stopped. */
  static async start(options: StageOptions): Promise<Stage> {
    const stage = new Stage(options);
    try {
      await stage.startAll();
      return stage;
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  get fleet(): Fleet {
    if (!this.nodes) throw new TypeError('the stage has not been set');
    return this.nodes;
  }

  get postgres(): EmbeddedPostgres {
    if (!this.postgresServer) throw new TypeError('the stage has not been set');
    return this.postgresServer;
  }

  get redis(): RedisServer | undefined {
    return this.redisServer;
  }

  /** The database of a unit's node. */
  databaseUrl(unit: string): string {
    return this.postgres.urlOf(databaseOf(unit));
  }

  /** Ends nodes, servers and directory, each whether or not the one before ended well. May be called twice. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async startAll(): Promise<void> {
    const { queue, redisUrl, durable, signal, onStarted, parentUrl } = this.options;
    if (queue === 'redis' && redisUrl === undefined) {
      this.redisServer = await startRedisServer({ directory: this.directory });
      onStarted?.('Redis');
    }
    signal.throwIfAborted();
    const dataDir = join(this.directory, 'postgres');
    const server = await startEmbeddedPostgres({ dataDir, durable, maxConnections: CONNECTIONS_MAX });
    this.postgresServer = server;
    onStarted?.('PostgreSQL');
    this.nodes = await Fleet.start({
      units: this.options.units,
      directory: this.directory,
      queueUrl: queue === 'redis' ? (redisUrl ?? this.redisServer?.url) : undefined,
      createDatabase: async (unit) => {
        signal.throwIfAborted();
        const name = databaseOf(unit);
        await server.createDatabase(name);
        return server.urlOf(name);
      },
      onStarted: (node) => onStarted?.(node.plan.unit, node),
      ...(parentUrl ? { parentUrl } : {}),
    });
    signal.throwIfAborted();
  }

  private async stopAll(): Promise<void> {
    const steps = [
      async () => this.nodes?.stop(),
      async () => this.redisServer?.stop(),
      async () => this.postgresServer?.stop(),
      async () => (this.options.keep ? undefined : rm(this.directory, { recursive: true, force: true })),
    ];
    const failures: unknown[] = [];
    for (const step of steps) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything could be stopped');
  }
}

/** The database of a unit's node. */
function databaseOf(unit: string): string {
  return `silian_${unit}`;
}
