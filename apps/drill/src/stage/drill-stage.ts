import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet, type NodeProcess } from '../../../demo/src/fleet/index.js';
import { inParallel } from '../../../demo/src/in-parallel.js';
import { Link } from '../link/index.js';
import { PostgresServer, RedisService } from '../servers/index.js';

export interface DrillStageOptions {
  readonly units: readonly string[];
  /** Units whose nodes queue on a Redis of their own; the others queue in their PostgreSQL. */
  readonly onRedis: readonly string[];
  /** Aborted: nothing further is started. */
  readonly signal?: AbortSignal;
  readonly extra?: Readonly<Record<string, string>>;
  readonly onStarted?: (what: string) => void;
  /** Called first, with where all files will be. */
  readonly onDirectory?: (directory: string) => void;
}

/** A server's first start makes its files: two at once keep a small machine busy. */
const STARTS_AT_ONCE_MAX = 2;

/** One node with everything that is its own, and that may break. */
export interface Tier {
  readonly unit: string;
  readonly node: NodeProcess;
  readonly postgres: PostgresServer;
  readonly redis: RedisService | undefined;
  /** The way to the parent; the top has none. */
  readonly link: Link | undefined;
}

/** A tree of nodes in which every part can be broken: servers, processes and links. */
export class DrillStage {
  readonly directory = mkdtempSync(join(tmpdir(), 'silian-drill-'));
  private readonly postgres = new Map<string, PostgresServer>();
  private readonly redis = new Map<string, RedisService>();
  private readonly links = new Map<string, Link>();
  private nodes: Fleet | undefined;
  private starting: Promise<unknown> = Promise.resolve();
  private stopping: Promise<void> | undefined;

  private constructor(private readonly options: DrillStageOptions) {}

  /** Starts everything. Where one part fails or the signal comes, those that run are stopped. */
  static async start(options: DrillStageOptions): Promise<DrillStage> {
    const stage = new DrillStage(options);
    options.onDirectory?.(stage.directory);
    stage.starting = stage.startAll();
    try {
      await stage.starting;
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

  /** From the top down. */
  get tiers(): readonly Tier[] {
    return this.fleet.nodes.map(({ plan: { unit } }) => this.tier(unit));
  }

  tier(unit: string): Tier {
    const postgres = this.postgres.get(unit);
    if (!postgres) throw new TypeError(`the stage has no tier ${unit}`);
    const [redis, link] = [this.redis.get(unit), this.links.get(unit)];
    return { unit, node: this.fleet.node(unit), postgres, redis, link };
  }

  /** Looks into the database of a node, past the node. */
  query<Row extends object>(unit: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.tier(unit).postgres.query(sql, values);
  }

  /** Brings back whatever is broken, and leaves whole what is whole. */
  async mend(): Promise<void> {
    for (const { node, postgres, redis, link } of this.tiers) {
      link?.mend();
      node.resume();
      await redis?.start();
      await postgres.start();
      if (!node.isRunning) await node.start();
    }
  }

  /** Ends nodes, servers and links and removes the directory, each whether or not the one before ended well. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  private async startAll(): Promise<void> {
    const { units, onRedis, signal, extra } = this.options;
    await inParallel(onRedis, STARTS_AT_ONCE_MAX, async (unit) => {
      this.redis.set(unit, await RedisService.create(join(this.directory, 'redis', unit)));
    });
    await inParallel(units, STARTS_AT_ONCE_MAX, async (unit) => {
      signal?.throwIfAborted();
      this.postgres.set(unit, await PostgresServer.create(join(this.directory, 'postgres', unit)));
      this.options.onStarted?.(`PostgreSQL of ${unit}`);
    });
    this.nodes = await Fleet.start({
      units,
      directory: this.directory,
      queueUrl: (unit) => this.redis.get(unit)?.url,
      parentUrl: async ({ unit }, parent) => {
        const link = await Link.open(() => parent.url);
        this.links.set(unit, link);
        return link.url;
      },
      createDatabase: async (unit) => {
        signal?.throwIfAborted();
        return this.postgres.get(unit)?.url ?? '';
      },
      onStarted: ({ plan: { level, unit } }) => this.options.onStarted?.(`${level} ${unit}`),
      ...(extra ? { extra } : {}),
    });
    signal?.throwIfAborted();
  }

  private async stopAll(): Promise<void> {
    // What is just being started would outlive its stage.
    await this.starting.catch(() => undefined);
    for (const node of this.nodes?.nodes ?? []) node.resume();
    const steps = [
      async () => this.nodes?.stop(),
      ...[...this.links.values()].map((link) => () => link.close()),
      ...[...this.redis.values()].map((redis) => () => redis.stop()),
      ...[...this.postgres.values()].map((postgres) => () => postgres.stop()),
      () => rm(this.directory, { recursive: true, force: true }),
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
