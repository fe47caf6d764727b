import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { until } from '../support/until.js';

const [SEED, SECONDS] = [7, 25];
/** On a quiet machine there are more than twenty; one that is busy needs its time to restart what was killed. */
const FAULTS_MIN = 3;

interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly lines: readonly string[] }>;
  readonly progress: () => string;
}

const runs: Run[] = [];
afterAll(() => {
  for (const { child } of runs) child.kill('SIGKILL');
});

function drill(...options: string[]): Run {
  const child = spawn(process.execPath, ['dist/apps/drill/src/main.js', '--json', ...options]);
  let [output, progress] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (progress += chunk.toString()));
  const ended = new Promise<Awaited<Run['ended']>>((resolve) => {
    child.once('close', (code) => resolve({ code, lines: output.trim().split('\n') }));
  });
  const run = { child, ended, progress: () => progress };
  runs.push(run);
  return run;
}

/** Processes that were started in the drill's directory, or that were told to use it. */
async function leftIn(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const texts = await Promise.all([
        readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''),
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
        readlink(`/proc/${pid}/cwd`).catch(() => ''),
      ]);
      return texts.some((text) => text.includes(directory)) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Where everything of a drill lies, as it says itself. */
async function directoryOf({ progress }: Run): Promise<string> {
  return until(async () => /^all files are in (\S+)$/m.exec(progress())?.[1], {
    deadlineMs: 20_000,
    what: 'the drill to say where its files are',
  });
}

/** The reason alone: what all nodes said last comes before it and is long. */
function whyOf({ progress }: Run): string {
  return progress().split('\ndrill: ')[1] ?? progress().slice(-2_000);
}

async function expectNothingLeft(directory: string): Promise<void> {
  expect(existsSync(directory)).toBe(false);
  // A server that was killed has children that end when they find it gone.
  await until(async () => (await leftIn(directory)).length === 0, {
    deadlineMs: 10_000,
    what: 'the last process to end',
  });
}

describe('a drill: faults of all kinds, at random, while five clerks work', () => {
  it('loses nothing, doubles nothing, and leaves nothing behind', async () => {
    const run = drill('--seed', String(SEED), '--seconds', String(SECONDS));
    const directory = await directoryOf(run);
    const { code, lines } = await run.ended;
    console.log(run.progress());
    if (lines.at(-1) === '') throw new Error(`the drill gave no result: ${whyOf(run)}`);
    const result = JSON.parse(lines.at(-1) ?? '') as { faults: Record<string, number>; acked: number };
    expect(result).toEqual({
      seed: SEED,
      seconds: SECONDS,
      faults: expect.any(Object),
      acked: expect.any(Number),
      lost: 0,
      doubled: 0,
      recountMismatches: 0,
      headsEqual: true,
    });
    expect({ code, lines: lines.length }).toEqual({ code: 0, lines: 1 });
    expect(result.acked).toBeGreaterThan(100);
    expect(Object.values(result.faults).reduce((sum, times) => sum + times, 0)).toBeGreaterThanOrEqual(
      FAULTS_MIN,
    );
    await expectNothingLeft(directory);
  });

  it('leaves nothing behind either when it is interrupted', async () => {
    const run = drill('--seed', String(SEED), '--seconds', '60');
    const directory = await directoryOf(run);
    await until(async () => run.progress().includes('city 1405'), {
      deadlineMs: 60_000,
      what: 'the first node to run',
    });
    expect(await leftIn(directory)).not.toEqual([]);
    run.child.kill('SIGINT');
    const { code } = await run.ended;
    expect(code).toBe(1);
    expect(run.progress()).toContain('interrupted by SIGINT');
    await expectNothingLeft(directory);
  });
});
