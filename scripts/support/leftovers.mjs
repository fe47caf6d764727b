import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

const END_DEADLINE_MS = 10_000;

/** Every process that a test starts inherits this variable, unless the test gives it an environment of its own. */
export const RUN_VARIABLE = 'TEST_RUN';

/**
 * Ends, by its process id, every process that this run's tests have started and left behind: it carries the run's
 * name in its environment or works in the run's own directory. Gives their command lines. (Linux only; elsewhere the
 * tests' own clean-up has to do.)
 */
export async function endLeftovers(run, directory) {
  const found = await leftovers(run, directory);
  for (const { pid } of found) signal(pid, 'SIGINT');
  const deadline = performance.now() + END_DEADLINE_MS;
  while ((await leftovers(run, directory)).length > 0 && performance.now() < deadline) await wait(50);
  for (const { pid } of await leftovers(run, directory)) signal(pid, 'SIGKILL');
  return found.map(({ pid, command }) => `${pid} ${command}`);
}

async function leftovers(run, directory) {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = [];
  for (const pid of pids) {
    if (pid !== process.pid && (await belongsTo(pid, run, directory))) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      found.push({ pid, command: command.split('\0').slice(0, 4).join(' ') });
    }
  }
  return found;
}

async function belongsTo(pid, run, directory) {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  if (environment.split('\0').includes(`${RUN_VARIABLE}=${run}`)) return true;
  const workingDirectory = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return workingDirectory.startsWith(`${directory}/`);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}
