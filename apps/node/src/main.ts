import 'reflect-metadata';
import { ConfigError } from '#platform/config';
import { SilianError } from '#core/kernel';
import { runCommand, UsageError } from './commands.js';

/** One program: `main.js` serves a node; `main.js <command>` does one thing and ends. */
try {
  await runCommand(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  if (error instanceof ConfigError || error instanceof UsageError) process.stderr.write(`${error.message}\n`);
  else if (error instanceof SilianError)
    process.stderr.write(`${error.code}: ${error.text.zh} / ${error.text.en}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
