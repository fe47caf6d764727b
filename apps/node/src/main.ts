import 'reflect-metadata';
import { ConfigError } from '#platform/config';
import { SilianError } from '#core/kernel';
import { LinkError, PairingError } from '#features/nodes';
import { runCommand, UsageError } from './commands.js';

/** One program: `main.js` serves a node; `main.js <command>` does one thing and ends. */
try {
  await runCommand(process.argv.slice(2));
} catch (error) {
  process.exitCode = 1;
  const plain = [ConfigError, UsageError, PairingError].some((kind) => error instanceof kind);
  if (plain) process.stderr.write(`${(error as Error).message}\n`);
  else if (error instanceof SilianError)
    process.stderr.write(`${error.code}: ${error.text.zh} / ${error.text.en}\n`);
  else if (error instanceof LinkError)
    process.stderr.write(`上级节点未完成请求 the node above did not do what was asked: ${error.code}\n`);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  // A queue's connection that was just being made when everything was closed would keep a node that cannot start for ever.
  process.exit();
}
