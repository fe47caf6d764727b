import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import type { Cluster } from './cluster.js';
import { ping } from './databases.js';
import { PROGRAM_ENVIRONMENT, type ServerUser } from './run.js';

const READY_DEADLINE_MS = 30_000;
const READY_POLL_MS = 25;
/** Enough to show why a start failed, little enough for an error message. */
const LOG_LINES_KEPT = 15;
/** The code for "password authentication failed": waiting longer does not help. */
const INVALID_PASSWORD = '28P01';

export interface ServerProcess {
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  lastLines(): readonly string[];
}

/** Starts `postgres` itself, not `pg_ctl`, so that its process id is known without a file. */
export function spawnServer(
  binaries: Binaries,
  cluster: Cluster,
  user: ServerUser | undefined,
  settings: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Promise<ServerProcess> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', cluster.directoryArgument, ...flags], {
    ...user,
    cwd: cluster.directory,
    env: PROGRAM_ENVIRONMENT,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Out of the terminal's process group: Ctrl-C reaches the program first, which stops its server when it is done.
    detached: true,
  });
  const lines = collectLines(child, log);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => {
      const ended = new Promise<void>((done) => child.once('exit', () => done()));
      resolve({
        pid: child.pid ?? 0,
        ended,
        hasEnded: () => child.exitCode !== null || child.signalCode !== null,
        lastLines: () => lines,
      });
    });
  });
}

/** Waits until the server accepts a connection with its password, which also proves that it is this server. */
export async function waitUntilReady(server: ServerProcess, url: string): Promise<void> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  for (;;) {
    if (server.hasEnded()) throw new Error(`PostgreSQL ended while it started.${logOf(server)}`);
    try {
      return await ping(url);
    } catch (cause) {
      if (performance.now() > deadline || (cause as { code?: string }).code === INVALID_PASSWORD) {
        throw new Error(`PostgreSQL did not become ready: ${String(cause)}${logOf(server)}`, { cause });
      }
    }
    await Promise.race([wait(READY_POLL_MS), server.ended]);
  }
}

function logOf(server: ServerProcess): string {
  return `\nIts last log lines:\n${server.lastLines().join('\n')}`;
}

function collectLines(child: ChildProcess, log: (line: string) => void): string[] {
  const kept: string[] = [];
  if (!child.stderr) return kept;
  createInterface({ input: child.stderr }).on('line', (line) => {
    kept.push(line);
    if (kept.length > LOG_LINES_KEPT) kept.shift();
    log(line);
  });
  return kept;
}
