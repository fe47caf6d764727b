import 'reflect-metadata';
import { inspect } from 'node:util';
import { Failure } from '../apps/demo/src/failure.js';
import { backlog } from './backlog/index.js';
import { importSheets } from './import/index.js';
import { pipeline } from './pipeline/index.js';
import { reconcile } from './reconcile/index.js';
import { statistics } from './statistics/index.js';

/** By name on the command line. */
const SCENARIOS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  backlog,
  import: importSheets,
  pipeline,
  reconcile,
  statistics,
};

const [name = '', ...args] = process.argv.slice(2);
try {
  const scenario = SCENARIOS[name];
  if (!scenario) {
    const known = Object.keys(SCENARIOS).join(', ');
    throw new Failure(`usage: npm run bench -- <scenario> [options]; scenarios: ${known}`);
  }
  await scenario(args);
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Failure ? error.message : inspect(error)}\n`);
  process.exitCode = 1;
}
