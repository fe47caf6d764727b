import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftovers, RUN_VARIABLE } from './leftovers.mjs';
import { interruption, runToEnd } from './processes.mjs';
import { startServices } from './services.mjs';
import { needsServices, runTier } from './tiers.mjs';

/**
 * Builds, starts the servers that the tiers need, runs them, and stops what it started. A run has a directory of its own for all
 * temporary files of its tests, so that none of them stays behind; `about` is told its name and gives further variables.
 */
export async function runTests({ tiers, patterns, queues, jestOptions, about = () => ({}), after }) {
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'silian-test-')));
  // Tests that become another user need to pass through.
  await chmod(directory, 0o755);
  const run = randomUUID();
  let services;
  try {
    const env = { TMPDIR: directory, [RUN_VARIABLE]: run, ...about(directory) };
    if (tiers.some(needsServices)) {
      if ((await runToEnd('npm', ['run', '--silent', 'build'])) !== 0) throw new Error('the build failed');
      services = await startServices(queues);
      Object.assign(env, services.environment);
    }
    const results = await runTiers(tiers, { patterns, jestOptions, env, directory });
    return { results, missing: services?.missing ?? [], gathered: await after?.(directory) };
  } finally {
    const leftBehind = await endLeftovers(run, directory);
    if (leftBehind.length > 0) console.error(`\nended what the tests left behind:\n${leftBehind.join('\n')}`);
    await services?.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function runTiers(tiers, options) {
  const results = [];
  for (const tier of tiers) {
    if (!interruption()) results.push(await runTier(tier, options));
  }
  return results;
}

/** A skipped test proves nothing: on a developer's machine it may be wanted, where a release is decided it is not. */
export function isGood(results) {
  const tests = results.reduce((sum, { passed, failed, skipped }) => sum + passed + failed + skipped, 0);
  return (
    tests > 0 &&
    results.every(({ failed, skipped }) => failed === 0 && (skipped === 0 || process.env.CI !== 'true'))
  );
}
