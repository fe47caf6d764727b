import { setTimeout as wait } from 'node:timers/promises';
import { findBinaries, type Binaries } from './binaries.js';
import { openCluster, prepareDataDir, SUPERUSER, type Cluster } from './cluster.js';
import { createDatabase, dropDatabase, urlOfDatabase } from './databases.js';
import { freePort } from './free-port.js';
import { findPostmaster, stopPostmaster } from './postmaster.js';
import type { EmbeddedPostgresOptions } from './options.js';
import type { ServerUser } from './run.js';
import { spawnServer, waitUntilReady, type ServerProcess } from './server.js';
import { serverSettings } from './server-settings.js';
import { serverUserFor } from './server-user.js';
import { claimDataDir, releaseDataDir } from './started-by.js';

export type { EmbeddedPostgresOptions } from './options.js';

export interface EmbeddedPostgres {
  /** The superuser's URL of the database `postgres`. */
  readonly url: string;
  readonly pid: number;
  urlOf(database: string): string;
  createDatabase(name: string, template?: string): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  /** Ends the server in good order. May be called more than once. */
  stop(): Promise<void>;
}

/** A free port can be taken, and a killed server's last children can linger, for a moment only. */
const START_ATTEMPTS = 5;
const NEXT_ATTEMPT_AFTER_MS = 300;
const WORTH_ANOTHER_ATTEMPT = /could not create any TCP\/IP sockets|pre-existing shared memory block/;

interface Prepared {
  readonly binaries: Binaries;
  readonly cluster: Cluster;
  readonly user: ServerUser | undefined;
  readonly options: EmbeddedPostgresOptions;
  readonly log: (line: string) => void;
}

/** Starts a PostgreSQL server of our own, as any user, root included. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const user = await serverUserFor(options.dataDir);
  const binaries = await findBinaries(user, log);
  const dataDir = await prepareDataDir(options.dataDir, user);
  await claimDataDir(dataDir, user);
  try {
    const cluster = await openCluster(dataDir, binaries, user, options.durable ?? true);
    await stopLeftOver(cluster, log);
    const running = await start({ binaries, cluster, user, options, log });
    return handle(running.server, running.url, cluster, dataDir);
  } catch (error) {
    await releaseDataDir(dataDir);
    throw error;
  }
}

async function stopLeftOver(cluster: Cluster, log: (line: string) => void): Promise<void> {
  const pid = await findPostmaster(cluster.directory);
  if (pid === undefined) return;
  log(`stopping PostgreSQL (process ${pid}), which outlived the program that started it`);
  await stopPostmaster(pid, cluster.directory);
}

async function start(prepared: Prepared): Promise<{ server: ServerProcess; url: string }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = prepared.options.port || (await freePort());
    try {
      return await startOnPort(prepared, port);
    } catch (error) {
      if (attempt === START_ATTEMPTS || !WORTH_ANOTHER_ATTEMPT.test(String(error))) throw error;
      await wait(NEXT_ATTEMPT_AFTER_MS);
    }
  }
}

async function startOnPort(
  prepared: Prepared,
  port: number,
): Promise<{ server: ServerProcess; url: string }> {
  const { binaries, cluster, user, options, log } = prepared;
  const server = await spawnServer(binaries, cluster, user, serverSettings(options, port), log);
  const url = `postgresql://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/postgres`;
  try {
    await waitUntilReady(server, url);
    return { server, url };
  } catch (error) {
    if (!server.hasEnded()) await stopPostmaster(server.pid, cluster.directory);
    throw error;
  }
}

function handle(server: ServerProcess, url: string, cluster: Cluster, dataDir: string): EmbeddedPostgres {
  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    if (!server.hasEnded()) await stopPostmaster(server.pid, cluster.directory);
    await server.ended;
    await releaseDataDir(dataDir);
  };
  return {
    url,
    pid: server.pid,
    urlOf: (database) => urlOfDatabase(url, database),
    createDatabase: (name, template) => createDatabase(url, name, template),
    dropDatabase: (name) => dropDatabase(url, name),
    stop: () => (stopping ??= stop()),
  };
}
