import { spawn } from 'node:child_process';

/** A node drains its workers when it is asked to end; what takes longer hangs. */
const END_DEADLINE_MS = 15_000;

const running = new Set();
let interruptedBy;

/** The signal that asked this program to end, if one did. */
export const interruption = () => interruptedBy;

/**
 * Passes SIGINT and SIGTERM on to the program that is running now, instead of dying: the caller then finds it ended,
 * and stops its servers on the way out.
 */
export function endInGoodOrder() {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      interruptedBy ??= signal;
      for (const child of running) endGroup(child);
    });
  }
}

/**
 * Runs a program in the foreground to its end; gives its exit code. It leads a process group, because a test runner
 * that is ended leaves its busy workers alive: whoever ends it, at a signal or at the deadline, ends the group.
 */
export function runToEnd(program, args, { env = process.env, deadlineMs } = {}) {
  if (interruptedBy) return Promise.resolve(1);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env, detached: true });
    running.add(child);
    const overdue = deadlineMs === undefined ? undefined : setTimeout(giveUp, deadlineMs, child, deadlineMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(overdue);
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

function giveUp(child, deadlineMs) {
  console.error(`\n!!! ${child.spawnargs.join(' ')}\n!!! did not end within ${deadlineMs / 60_000} minutes`);
  endGroup(child);
}

function endGroup(child) {
  signalGroup(child.pid, 'SIGTERM');
  setTimeout(signalGroup, END_DEADLINE_MS, child.pid, 'SIGKILL').unref();
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // Everybody in the group has ended.
  }
}
