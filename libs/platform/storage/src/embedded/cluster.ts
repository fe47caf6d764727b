import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Binaries } from './binaries.js';
import { hasProc } from './processes.js';
import { run, type ServerUser } from './run.js';
import { canEnter } from './server-user.js';

export const SUPERUSER = 'postgres';

/** What a data directory holds; anything else in it means that somebody named the wrong directory. */
const CLUSTER = 'cluster';
const CLUSTER_PARTIAL = 'cluster.partial';
const PASSWORD = 'superuser-password';
export const STARTED_BY = 'started-by';
const OWN_ENTRIES: readonly string[] = [CLUSTER, CLUSTER_PARTIAL, PASSWORD, STARTED_BY];

const CURRENT_DIRECTORY = '/proc/self/cwd';

/** One initialised cluster in its data directory. */
export interface Cluster {
  /** The real path of PostgreSQL's own directory. */
  readonly directory: string;
  /** The `-D` argument for a program that is started with `directory` as its current directory. */
  readonly directoryArgument: string;
  readonly password: string;
}

/** Creates `dataDir` where it is missing, closed to everybody but the server user; gives its real path. */
export async function prepareDataDir(requested: string, user: ServerUser | undefined): Promise<string> {
  await mkdir(resolve(requested), { recursive: true });
  const dataDir = await realpath(requested);
  const entries = await readdir(dataDir);
  const foreign = entries.filter((name) => !OWN_ENTRIES.includes(name));
  if (foreign.length > 0 && !entries.includes(CLUSTER)) {
    throw new Error(
      `${dataDir} is neither empty nor a data directory of this program: it holds "${foreign[0]}"`,
    );
  }
  if (user) await chown(dataDir, user.uid, user.gid);
  await chmod(dataDir, 0o700);
  return dataDir;
}

/** Opens the cluster of a prepared data directory, and initialises it at the first start. */
export async function openCluster(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | undefined,
  durable: boolean,
): Promise<Cluster> {
  const password = await readPassword(dataDir, user);
  const directory = join(dataDir, CLUSTER);
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) await initialise(dataDir, binaries, user, durable);
  else refuseOtherVersion(directory, version.trim(), binaries.version);
  return { directory, directoryArgument: await directoryArgument(directory, user), password };
}

async function readPassword(dataDir: string, user: ServerUser | undefined): Promise<string> {
  const path = join(dataDir, PASSWORD);
  const stored = await readFile(path, 'utf8').catch(() => '');
  if (stored.trim() !== '') return stored.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  if (user) await chown(path, user.uid, user.gid);
  return password;
}

/**
 * PostgreSQL walks its directory's path from the root, which fails below a private directory of another user. The
 * kernel's link to the current directory needs no such walk: whoever starts the program enters the directory first.
 */
async function directoryArgument(directory: string, user: ServerUser | undefined): Promise<string> {
  if (await canEnter(directory, user)) return directory;
  if (user && (await hasProc())) return CURRENT_DIRECTORY;
  throw new Error(`The server user cannot enter ${directory}: a directory above it is closed to that user`);
}

/** A cluster gets its name when it is whole, so that a killed first start is simply made again. */
async function initialise(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | undefined,
  durable: boolean,
): Promise<void> {
  const partial = join(dataDir, CLUSTER_PARTIAL);
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  if (user) await chown(partial, user.uid, user.gid);
  const args = [
    `--pgdata=${await directoryArgument(partial, user)}`,
    `--username=${SUPERUSER}`,
    `--pwfile=../${PASSWORD}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own rules instead of the machine's: sort order is the same everywhere and never changes with libc.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  const result = await run(binaries.initdb, args, user, partial);
  if (!result.ok) throw new Error(`initdb failed in ${partial}:\n${result.output}`);
  await rename(partial, join(dataDir, CLUSTER));
}

function refuseOtherVersion(directory: string, found: string, programs: string): void {
  const expected = programs.split('.')[0];
  if (found === expected) return;
  throw new Error(
    `${directory} was made by PostgreSQL ${found}, the programs here are version ${expected}: ` +
      'dump it with the old programs and restore it into a new data directory',
  );
}
