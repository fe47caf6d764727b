import { chown, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { STARTED_BY } from './cluster.js';
import { identifyProcess } from './processes.js';
import type { ServerUser } from './run.js';

/**
 * A server that outlived its starter is stopped at the next start. This note tells it from a server that is in use:
 * it names the process that started the server, and that process is asked for before anything is stopped.
 */
export async function claimDataDir(dataDir: string, user: ServerUser | undefined): Promise<void> {
  const path = join(dataDir, STARTED_BY);
  const previous = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (previous !== '' && previous === (await identifyProcess(Number(previous.split(' ')[0])))) {
    throw new Error(`${dataDir} is in use by process ${previous.split(' ')[0]}, which started its server`);
  }
  await writeFile(path, `${(await identifyProcess(process.pid)) ?? process.pid}\n`, { mode: 0o600 });
  if (user) await chown(path, user.uid, user.gid);
}

export async function releaseDataDir(dataDir: string): Promise<void> {
  await rm(join(dataDir, STARTED_BY), { force: true });
}
