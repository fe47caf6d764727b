import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Failure } from '../../demo/src/failure.js';

export interface DrillOptions {
  readonly seed: number;
  /** How long new faults begin; starting, mending and proving come on top. */
  readonly seconds: number;
  /** Nothing but the result on standard output; what happens meanwhile goes to standard error. */
  readonly json: boolean;
}

export const USAGE = `Usage: npm run drill -- [options]

  --seed N      the same seed gives the same sequence of faults (default: a new one, which is printed)
  --seconds T   how long things are broken (default: 60)
  --json        exactly one line of JSON on standard output, all else on standard error
  --help        this text
`;

const SEED_MAX = 2 ** 31 - 1;
const SECONDS = 60;
/** A day: what clerks were told is kept in memory until the end. */
const SECONDS_MAX = 86_400;

/** Reads the command line; undefined where only help is asked for. */
export function readOptions(args: readonly string[]): DrillOptions | undefined {
  const { help, json = false, seed, seconds } = parse(args);
  if (help) return undefined;
  return {
    json,
    seed: wholeNumber('seed', seed, 0, SEED_MAX) ?? randomInt(SEED_MAX),
    seconds: wholeNumber('seconds', seconds, 1, SECONDS_MAX) ?? SECONDS,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        seconds: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw usageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function wholeNumber(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`--${name} must be a whole number from ${min} to ${max}`);
}

function usageError(problem: string): Failure {
  return new Failure(`${problem}\n\n${USAGE}`);
}
