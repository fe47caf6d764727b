import 'reflect-metadata';
import { inspect } from 'node:util';
import { Failure } from '../../demo/src/failure.js';
import { abortOnSignals } from '../../demo/src/stage/index.js';
import { isGood, runDrill } from './drill.js';
import { readOptions, USAGE } from './options.js';

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
// All that was started has been stopped. A socket whose other end was killed may stay for ever: it must not keep the drill.
process.exit();
