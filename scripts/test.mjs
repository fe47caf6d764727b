/** `npm test`: builds, starts one PostgreSQL and one Redis, runs the tiers, and stops what it started. */
import { constants } from 'node:os';
import { readArguments } from './support/arguments.mjs';
import { endInGoodOrder, interruption } from './support/processes.mjs';
import { isGood, runTests } from './support/test-run.mjs';
import { printSummary } from './support/tiers.mjs';

endInGoodOrder();
try {
  const { results, missing } = await runTests(readArguments(process.argv.slice(2)));
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
