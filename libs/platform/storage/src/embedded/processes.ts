import { readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { run } from './run.js';

/** True where the kernel offers /proc, which tells what a process runs and where. */
export async function hasProc(): Promise<boolean> {
  return (await statFields(process.pid)) !== undefined;
}

/**
 * "pid start-time" of a living process: the start time tells it from a later one with the same number. A process that
 * has ended and only waits to be collected does not live.
 */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(pid) || pid < 1) return undefined;
  if (!(await hasProc())) return answersSignals(pid) ? String(pid) : undefined;
  const fields = await statFields(pid);
  return fields === undefined || fields[0] === 'Z' ? undefined : `${pid} ${fields[19]}`;
}

/** True where the process runs this program in this current directory (without /proc: names it in its arguments). */
export async function runsIn(pid: number, program: string, directory: string): Promise<boolean> {
  if (!(await hasProc())) {
    const listed = await run('ps', ['-p', String(pid), '-o', 'command='], undefined);
    return listed.ok && listed.output.includes(program) && listed.output.includes(directory);
  }
  try {
    const running = basename(await readlink(`/proc/${pid}/exe`)).replace(/ \(deleted\)$/, '');
    return running === program && (await readlink(`/proc/${pid}/cwd`)) === directory;
  } catch {
    return false;
  }
}

/** The fields of /proc/<pid>/stat from the third on: the second, a program's name, may hold blanks and brackets. */
async function statFields(pid: number): Promise<string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
