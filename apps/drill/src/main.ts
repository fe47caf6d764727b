import 'reflect-metadata';
import { inspect } from 'node:util';
import { Failure } from '../../demo/src/failure.js';
import { abortOnSignals } from '../../demo/src/stage/index.js';
import { isGood, runDrill } from './drill.js';
import { readOptions, USAGE } from './options.js';

/** What is still open after everything has been stopped gets this long; then it is named, and the drill ends. */
const LINGER_MS_MAX = 5_000;

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(USAGE);
    return;
  }
  const output = options.json ? process.stderr : process.stdout;
  const result = await runDrill(options, (line) => void output.write(`${line}\n`), abortOnSignals());
  process.stdout.write(`${JSON.stringify(result)}\n`);
  if (!isGood(result)) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`drill: ${error instanceof Failure ? error.message : inspect(error)}\n`);
  process.exitCode = 1;
}
// A socket of a broken link that its other end has forgotten would keep the process for ever.
setTimeout(() => {
  const open = [...new Set(process.getActiveResourcesInfo())].join(', ');
  process.stderr.write(`drill: ended with something still open (${open})\n`);
  process.exit();
}, LINGER_MS_MAX).unref();
