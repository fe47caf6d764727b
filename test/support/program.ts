import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { until } from './until.js';

const MAIN = join(process.cwd(), 'dist/silian.js');

/** What a start may take on a machine that does much else. */
const START_MS_MAX = 60_000;

const children: ChildProcess[] = [];

/** Ends what a test has started and not ended. */
export function endPrograms(): void {
  for (const child of children.splice(0)) child.kill('SIGKILL');
}

/** The compiled program as a process of its own, with these variables and a path. */
export class Program {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;
  private readonly ended: Promise<number | string>;

  /** `as`: whose process it is, where that is somebody else's than the test's. */
  constructor(
    variables: Readonly<Record<string, string>>,
    as: { uid?: number; gid?: number; cwd?: string } = {},
  ) {
    const env = { PATH: process.env['PATH'], ...variables };
    this.child = spawn(process.execPath, [MAIN], { env, ...as });
    children.push(this.child);
    this.child.stdout?.on('data', (chunk) => (this.stdout += String(chunk)));
    this.child.stderr?.on('data', (chunk) => (this.stderr += String(chunk)));
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve(code ?? signal ?? '')),
    );
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async listening(): Promise<string> {
    const line = await until(async () => /\{"event":"listening".*\}/.exec(this.stdout)?.[0], {
      deadlineMs: START_MS_MAX,
      what: `the node to listen; it said ${this.stderr}`,
    });
    return (JSON.parse(line) as { url: string }).url;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The exit code, or the signal that ended it. */
  end(): Promise<number | string> {
    return this.ended;
  }
}
