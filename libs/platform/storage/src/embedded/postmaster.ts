import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runsIn } from './processes.js';

/** A fast shutdown writes a checkpoint: seconds on a slow disk. */
const FAST_STOP_DEADLINE_MS = 20_000;
/** PostgreSQL itself gives its children five seconds in an immediate shutdown. */
const IMMEDIATE_STOP_DEADLINE_MS = 8_000;
const POLL_EVERY_MS = 20;

/** The process id of the server that runs on this cluster; undefined where none does, whatever stale files say. */
export async function findPostmaster(clusterDirectory: string): Promise<number | undefined> {
  const file = await readFile(join(clusterDirectory, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(file.split('\n')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return (await isPostmasterOf(pid, clusterDirectory)) ? pid : undefined;
}

/**
 * Stops the server by its process id: open transactions are rolled back and everything is flushed. One that does not
 * answer is stopped at once, and recovers from its log at the next start.
 */
export async function stopPostmaster(pid: number, clusterDirectory: string): Promise<void> {
  if (await signalAndWait(pid, clusterDirectory, 'SIGINT', FAST_STOP_DEADLINE_MS)) return;
  if (await signalAndWait(pid, clusterDirectory, 'SIGQUIT', IMMEDIATE_STOP_DEADLINE_MS)) return;
  throw new Error(`PostgreSQL (process ${pid}) on ${clusterDirectory} does not stop`);
}

/** Process ids are reused, so a number in a file proves nothing. A server's current directory is its cluster. */
function isPostmasterOf(pid: number, clusterDirectory: string): Promise<boolean> {
  return runsIn(pid, 'postgres', clusterDirectory);
}

async function signalAndWait(
  pid: number,
  clusterDirectory: string,
  signal: NodeJS.Signals,
  deadlineMs: number,
): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  if (!(await isPostmasterOf(pid, clusterDirectory))) return true;
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It may have ended since it was looked at; that it must not be signalled is an error.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  while (await isPostmasterOf(pid, clusterDirectory)) {
    if (performance.now() > deadline) return false;
    await wait(POLL_EVERY_MS);
  }
  return true;
}
