/** `npm test`: builds, starts one PostgreSQL and one Redis, runs the tiers, and stops what it started. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from './support/arguments.mjs';
import { endLeftovers, RUN_VARIABLE } from './support/leftovers.mjs';
import { endInGoodOrder, interruption, runToEnd } from './support/processes.mjs';
import { startServices } from './support/services.mjs';
import { needsServices, printSummary, runTier } from './support/tiers.mjs';

/** A run has a directory of its own for all temporary files of its tests, so that none of them stays behind. */
async function main() {
  const { tiers, patterns, queues, jestOptions } = readArguments(process.argv.slice(2));
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'silian-test-')));
  // Tests that become another user need to pass through.
  await chmod(directory, 0o755);
  const run = randomUUID();
  let services;
  try {
    const env = { TMPDIR: directory, [RUN_VARIABLE]: run };
    if (tiers.some(needsServices)) {
      if ((await runToEnd('npm', ['run', '--silent', 'build'])) !== 0) throw new Error('the build failed');
      services = await startServices(queues);
      Object.assign(env, services.environment);
    }
    const results = await runTiers(tiers, { patterns, jestOptions, env, directory });
    return { results, missing: services?.missing ?? [] };
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
function isGood(results) {
  const tests = results.reduce((sum, { passed, failed, skipped }) => sum + passed + failed + skipped, 0);
  return (
    tests > 0 &&
    results.every(({ failed, skipped }) => failed === 0 && (skipped === 0 || process.env.CI !== 'true'))
  );
}

endInGoodOrder();
try {
  const { results, missing } = await main();
  const signal = interruption();
  if (signal) {
    console.error(`ended by ${signal}`);
    process.exitCode = 128 + constants.signals[signal];
  } else {
    printSummary(results, missing);
    process.exitCode = isGood(results) ? 0 : 1;
  }
} catch (error) {
  console.error(`npm test: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
