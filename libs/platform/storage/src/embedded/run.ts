import { execFile } from 'node:child_process';

/** initdb takes about half a second; a minute means that the disk has stalled. */
const RUN_DEADLINE_MS = 60_000;

/**
 * The environment of every PostgreSQL program here. It is written out, not inherited: PGDATA, PGOPTIONS or a locale
 * of the calling shell would otherwise change what the server does.
 */
export const PROGRAM_ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** The account that the server runs under. Spread into `spawn` options. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

export interface RunResult {
  readonly ok: boolean;
  /** Both streams together, or the reason why the program could not be started. */
  readonly output: string;
}

/** Runs a program to its end, as `user` where one is given. Never throws: the caller judges the result. */
export function run(
  program: string,
  args: readonly string[],
  user: ServerUser | undefined,
  cwd = '/',
): Promise<RunResult> {
  return new Promise((resolve) => {
    const options = { cwd, env: PROGRAM_ENVIRONMENT, timeout: RUN_DEADLINE_MS, ...user };
    execFile(program, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      resolve({ ok: error === null, output: output === '' && error ? error.message : output });
    });
  });
}
