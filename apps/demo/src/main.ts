import 'reflect-metadata';
import { inspect } from 'node:util';
import { runDemo } from './demo.js';
import { Failure } from './failure.js';
import { readOptions, USAGE } from './options.js';
import { abortOnSignals } from './stage/index.js';
import { Console } from './terminal/index.js';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(USAGE);
    return;
  }
  const console = new Console(options.json ? process.stderr : process.stdout);
  try {
    const result = await runDemo(options, console, abortOnSignals());
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    console.keep();
  }
}

function describe(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return inspect(error);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`demo: ${describe(error)}\n`);
  process.exitCode = 1;
}
