import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Failure } from './failure.js';
import { RECORDS_KEPT_MAX } from './world/index.js';

export interface DemoOptions {
  /** Enter, wait, check and end; otherwise go on until somebody ends it. */
  readonly once: boolean;
  /** The same, and then all indicators of the city with their targets. */
  readonly report: boolean;
  /** One line of JSON on standard output; everything for people goes to standard error. */
  readonly json: boolean;
  /** Live records that are entered before the checks, or before the trickle begins. */
  readonly records: number;
  readonly queue: 'postgres' | 'redis';
  readonly redisUrl: string | undefined;
  readonly seed: number;
  readonly keep: boolean;
}

export const USAGE = `Usage: npm run demo -- [options]

  --once            enter records, wait until the city has counted them, check every tier, and end
  --report          as --once, then all indicators of the city, each with its target
  --json            with --once or --report: exactly one line of JSON on standard output, all else on standard error
  --records N       how many records to enter (2,000 with --once, else 6,000)
  --queue NAME      postgres (default) or redis
  --redis-url URL   a Redis that runs already; without it --queue redis starts its own and ends it
  --seed N          the same seed enters the same records
  --keep            leave databases, keys and logs where they are
  --help            this text
`;

/** With fewer, not every type of record would be among them. */
const RECORDS_MIN = 200;
const RECORDS_ONCE = 2_000;
const RECORDS_LIVE = 6_000;
const SEED_MAX = 2 ** 31 - 1;

/** Reads the command line; undefined where only help is asked for. */
export function readOptions(args: readonly string[]): DemoOptions | undefined {
  const given = parse(args);
  if (given.help) return undefined;
  const { report = false, json = false, keep = false, queue = 'postgres' } = given;
  const once = report || (given.once ?? false);
  if (queue !== 'postgres' && queue !== 'redis') throw usageError('--queue must be postgres or redis');
  if (json && !once) throw usageError('--json needs --once or --report: a live view has no single result');
  const redisUrl = given['redis-url'];
  if (redisUrl !== undefined && !/^rediss?:\/\/./.test(redisUrl)) {
    throw usageError('--redis-url must begin with redis:// or rediss://');
  }
  return {
    once,
    report,
    json,
    keep,
    queue,
    redisUrl,
    records: wholeNumber('records', given.records, RECORDS_MIN, RECORDS_KEPT_MAX / 2) ?? recordsFor(once),
    seed: wholeNumber('seed', given.seed, 0, SEED_MAX) ?? randomInt(SEED_MAX),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        report: { type: 'boolean' },
        json: { type: 'boolean' },
        records: { type: 'string' },
        queue: { type: 'string' },
        'redis-url': { type: 'string' },
        seed: { type: 'string' },
        keep: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw usageError(cause instanceof Error ? cause.message : String(cause));
  }
}

function recordsFor(once: boolean): number {
  return once ? RECORDS_ONCE : RECORDS_LIVE;
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
