import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unitLevel, type Level } from '#core/kernel';
import type { Redis } from 'ioredis';
import { onRedis, type TestFleet } from '../../support/fleet.js';
import type { Place } from './scan.js';

/** The schema in which a node without Redis keeps its queues. */
const QUEUES_SCHEMA = 'bullmq';

/** Everything that crosses the links from now on. */
export class LinkTap {
  private readonly seen = new Map<string, Buffer[]>();

  constructor(private readonly test: TestFleet) {
    for (const { plan } of test.fleet.nodes) if (plan.parent !== undefined) this.tap(plan.unit);
  }

  private tap(unit: string): void {
    const note =
      (way: string) =>
      (bytes: Buffer): Buffer => {
        const name = `link above ${unit}, ${way}`;
        this.seen.set(name, [...(this.seen.get(name) ?? []), bytes]);
        return bytes;
      };
    this.test.link(unit).become({ changeRequest: note('upwards'), changeAnswer: note('downwards') });
  }

  /** What goes either way is seen by both ends: the upper one is the parent. */
  places(): Place[] {
    return [...this.seen].map(([name, messages]) => {
      const child = /above (\d+)/.exec(name)?.[1] ?? '';
      const parent = this.test.fleet.node(child).plan.parent ?? '';
      return { name, tier: levelOf(parent), text: messages.map(textOf).join('\n') };
    });
  }
}

/** A compressed body is opened, so that nothing can hide in it. */
function textOf(message: Buffer): string {
  const start = message.indexOf('\r\n\r\n') + 4;
  const head = message.subarray(0, start).toString('latin1');
  const body = message.subarray(start);
  const opened = /^content-encoding: *gzip/im.test(head) ? gunzipSync(body) : body;
  return head + opened.toString('utf8');
}

export function levelOf(unit: string): Level {
  const level = unitLevel(unit);
  if (!level) throw new TypeError(`${unit} is no unit`);
  return level;
}

/** Every row of every table of a node, the queues apart: no mark may ever be in them. */
export async function databasePlaces(test: TestFleet, unit: string): Promise<Place[]> {
  const tables = await test.query<{ name: string; schema: string }>(
    unit,
    `SELECT format('%I.%I', table_schema, table_name) AS name, table_schema AS schema FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const places: Place[] = [];
  for (const { name, schema } of tables) {
    const rows = await test.query<{ text: string }>(unit, `SELECT t::text AS text FROM ${name} t`);
    const tier = schema === QUEUES_SCHEMA ? undefined : levelOf(unit);
    places.push({ name: `table ${name} of ${unit}`, tier, text: rows.map(({ text }) => text).join('\n') });
  }
  return places;
}

export async function logPlace(test: TestFleet, unit: string): Promise<Place> {
  const text = await readFile(join(test.directory, 'logs', `${unit}.log`), 'utf8');
  return { name: `log of ${unit}`, tier: undefined, text };
}

/** Everything in Redis, whatever its kind. */
export async function redisPlace(): Promise<Place> {
  const parts: string[] = [];
  await onRedis(async (redis) => {
    for (const key of await redis.keys('*')) parts.push(key, JSON.stringify(await contentOf(redis, key)));
  });
  return { name: 'Redis', tier: undefined, text: parts.join('\n') };
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  const kind = await redis.type(key);
  if (kind === 'string') return redis.get(key);
  if (kind === 'hash') return redis.hgetall(key);
  if (kind === 'list') return redis.lrange(key, 0, -1);
  if (kind === 'set') return redis.smembers(key);
  if (kind === 'zset') return redis.zrange(key, 0, -1, 'WITHSCORES');
  return redis.xrange(key, '-', '+');
}
