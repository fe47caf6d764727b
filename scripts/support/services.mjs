import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRedis, startRedis } from './redis.mjs';

/** A whole tree of nodes runs on this server in one test, beside the pools of the tests themselves. */
const POSTGRES_CONNECTIONS = 800;

/** Starts what the tests of the tiers with servers need. `stop` ends all of it and leaves no file behind. */
export async function startServices(queues) {
  const directory = await mkdtemp(join(tmpdir(), 'silian-test-servers-'));
  const started = [];
  const stop = async () => {
    for (const service of started.reverse()) await service.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const postgres = await startPostgres(join(directory, 'postgres'));
    started.push(postgres);
    const available = await withoutMissingRedis(queues);
    const redis = available.includes('redis') ? await startRedis(directory) : undefined;
    if (redis) started.push(redis);
    const environment = { TEST_POSTGRES_URL: postgres.url, TEST_QUEUES: available.join(',') };
    if (redis) environment.TEST_REDIS_URL = redis.url;
    return { environment, missing: queues.filter((queue) => !available.includes(queue)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPostgres(dataDir) {
  const { startEmbeddedPostgres } = await import('#platform/storage');
  return startEmbeddedPostgres({ dataDir, durable: false, maxConnections: POSTGRES_CONNECTIONS });
}

async function withoutMissingRedis(queues) {
  if (!queues.includes('redis') || (await ensureRedis())) return queues;
  const problem = 'redis-server is not installed: NO TEST OF THE REDIS QUEUE RUNS';
  if (process.env.CI === 'true' || queues.length === 1) throw new Error(problem);
  console.warn(`\n!!! ${problem} (install redis-server, or choose --queue=postgres)\n`);
  return queues.filter((queue) => queue !== 'redis');
}
