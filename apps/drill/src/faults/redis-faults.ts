import { pause } from '../../../demo/src/fleet/index.js';
import type { RedisService } from '../servers/index.js';
import type { Fault } from './fault.js';

type Harm = (redis: RedisService, outageMs: number) => Promise<void>;

const redisFault = (name: string, harm: Harm): Fault => ({
  name,
  needs: 'redis',
  happen: async ({ tier: { redis }, outageMs }) => {
    if (redis) await harm(redis, outageMs);
    return redis !== undefined;
  },
});

/** Faults of the queues of a tier that has a Redis. */
export const REDIS_FAULTS: readonly Fault[] = [
  redisFault('redis-flushed', (redis) => redis.flush()),
  redisFault('redis-stopped', async (redis, outageMs) => {
    await redis.stop();
    await pause(outageMs);
    await redis.start();
  }),
  redisFault('redis-kill-9', async (redis, outageMs) => {
    await redis.kill();
    await pause(outageMs);
    await redis.start();
  }),
];
