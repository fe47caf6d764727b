import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig, type NodeConfig } from '#platform/config';
import { keyFilesOf, loadNodeIdentity, openKeyStore, rewriteKeys, type KeyStore } from '#platform/identity';
import { createLogger, NestLogger } from '#platform/telemetry';
import { TailRecovery } from '#features/sync';
import { createNodeApp } from './create-node-app.js';
import { prepareDatabase } from './prepare-database.js';

/** Starts a node and keeps it running until a signal ends it. Its first line on standard output says where it listens. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const logger = new NestLogger(
    createLogger({ level: config.logLevel, unit: config.unit, nodeLevel: config.profile.level }),
  );
  const keys = await openKeyStore(config.keysPassphrase);
  sealOpenKeys(config, keys, logger);
  const identity = loadNodeIdentity(config, keys, new Date());
  const database = await prepareDatabase(config);
  try {
    const app = await createNodeApp({
      config,
      identity,
      databaseUrl: database.url,
      logger,
      documented: true,
    });
    await begin(app, config);
    stopOnSignal(app, database.stop);
    announce(app, config);
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** A node that gets a passphrase seals what has lain open until then. */
function sealOpenKeys(config: NodeConfig, keys: KeyStore, logger: NestLogger): void {
  if (!config.keysPassphrase) return;
  const sealed = rewriteKeys(keyFilesOf(config, keys), keys, keys, new Date());
  if (sealed.length === 0) return;
  const msg = 'key files that lay open are sealed with the passphrase now; copies made before are not';
  logger.log({ msg, files: sealed.map(({ path }) => path) }, 'Keys');
}

/** A node that cannot listen must not go on as one that only works in the background. */
async function begin(app: NestFastifyApplication, config: NodeConfig): Promise<void> {
  try {
    await app.get(TailRecovery).begin();
    if (config.roles.has('api')) await app.listen(config.http.port, config.http.host);
  } catch (error) {
    await app.close();
    throw error;
  }
}

function announce(app: NestFastifyApplication, config: NodeConfig): void {
  const address = app.getHttpServer().address() as { port: number } | null;
  const url = address ? `http://${config.http.host}:${address.port}` : null;
  process.stdout.write(`${JSON.stringify({ event: 'listening', unit: config.unit, url })}\n`);
}

/** A second signal ends the process at once. */
function stopOnSignal(app: NestFastifyApplication, stopDatabase: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void app
      .close()
      .then(stopDatabase)
      .then(
        () => process.exit(0),
        () => process.exit(1),
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
