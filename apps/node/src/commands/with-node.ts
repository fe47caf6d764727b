import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig, type NodeConfig } from '#platform/config';
import { loadNodeIdentity, openKeyStore } from '#platform/identity';
import { createNodeApp } from '../create-node-app.js';
import { prepareDatabase } from '../prepare-database.js';

/**
 * Runs one piece of work with a whole node, configured like `serve`, that neither listens nor works in the background:
 * a node that serves the same database goes on meanwhile. An embedded database belongs to one process at a time.
 */
export async function withNode<T>(
  work: (app: NestFastifyApplication, config: NodeConfig) => Promise<T>,
): Promise<T> {
  const config = { ...readConfig(), roles: new Set(['api'] as const) };
  const identity = loadNodeIdentity(config, await openKeyStore(config.keysPassphrase), new Date());
  const database = await prepareDatabase(config);
  try {
    const databaseUrl = database.url;
    const app = await createNodeApp({ config, identity, databaseUrl, logger: false, documented: false });
    try {
      return await work(app, config);
    } finally {
      await app.close();
    }
  } finally {
    await database.stop();
  }
}
