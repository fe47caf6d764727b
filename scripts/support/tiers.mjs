import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interruption, runToEnd } from './processes.mjs';

/**
 * A project that hangs is ended, so that its servers are stopped and the run says what hung. Twice what the longest needs on a
 * machine of two processors that has little else to do.
 */
const DEADLINE_MS = 40 * 60_000;

const JEST = join(import.meta.dirname, '../../node_modules/jest/bin/jest.js');

/**
 * Each file leaves some 60 MB of modules in its worker that no collection frees. After forty files a worker was so near its limit
 * that a test of 5 s took more than 60: one that has grown this far is replaced before its next file.
 */
const WORKER_HEAP_MAX = '800MB';

/**
 * The projects of a tier, one after the other. What a tier costs decides how long one of its tests may take and how many run
 * beside each other.
 */
const PROJECTS = {
  unit: { unit: [] },
  architecture: { architecture: ['--testTimeout=60000'] },
  integration: { integration: ['--testTimeout=60000', '--maxWorkers=2'] },
  e2e: {
    e2e: ['--testTimeout=180000', '--maxWorkers=2'],
    'e2e-alone': ['--testTimeout=180000', '--runInBand'],
  },
};

export const needsServices = (tier) => tier === 'integration' || tier === 'e2e';

/** Runs one tier and counts its tests. */
export async function runTier(tier, options) {
  const started = performance.now();
  const counts = [];
  for (const [project, bounds] of Object.entries(PROJECTS[tier])) {
    if (!interruption()) counts.push(await runProject(project, bounds, options));
  }
  const total = (key) => counts.reduce((sum, one) => sum + one[key], 0);
  const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map(total);
  return { tier, passed, failed, skipped, seconds: (performance.now() - started) / 1000 };
}

async function runProject(project, bounds, { patterns, jestOptions, env, directory }) {
  console.log(`\n──── ${project}`);
  const report = join(directory, `${project}.json`);
  const args = [
    JEST,
    '--selectProjects',
    project,
    '--json',
    `--outputFile=${report}`,
    `--workerIdleMemoryLimit=${WORKER_HEAP_MAX}`,
    ...bounds,
  ];
  // A pattern looks for its file in every chosen project; without one, a project without tests is an accident.
  if (patterns.length > 0) args.push('--passWithNoTests');
  const options = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--no-warnings'];
  const code = await runToEnd(process.execPath, [...args, ...jestOptions, '--', ...patterns], {
    env: { ...process.env, ...env, NODE_OPTIONS: options.filter(Boolean).join(' ') },
    deadlineMs: DEADLINE_MS,
  });
  return count(report, code);
}

/** A file that could not run counts as one failed test: nobody knows how many it holds. */
async function count(report, code) {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
  const results = JSON.parse(text);
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    passed: results.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

/** The totals come last and alone on their line, where a person and a program look for them. */
export function printSummary(results, missingQueues) {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  console.log(`\n${'tier'.padEnd(14)}  passed  failed  skipped      time`);
  for (const { tier, passed, failed, skipped, seconds } of results) {
    const cells = [String(passed).padStart(6), String(failed).padStart(6), String(skipped).padStart(7)];
    console.log(`${tier.padEnd(14)}  ${cells.join('  ')}  ${seconds.toFixed(1).padStart(6)} s`);
  }
  for (const queue of missingQueues) console.log(`\n!!! no test ran on the queue ${queue}`);
  if (total('passed') + total('failed') + total('skipped') === 0) console.log('\nno test was found');
  console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
}
