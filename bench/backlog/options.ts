import { parseArgs } from 'node:util';
import { Failure } from '../../apps/demo/src/failure.js';

export interface BacklogOptions {
  readonly records: number;
  readonly queue: 'postgres' | 'redis';
  readonly json: boolean;
  readonly save: boolean;
}

const USAGE = `Usage: npm run bench -- backlog [options]

  --records N         how far the community is behind (100,000)
  --queue NAME        postgres (default) or redis
  --json              one line of JSON on standard output
  --save              add the result to bench/results
`;

const RECORDS_MIN = 1_000;
const RECORDS_MAX = 2_000_000;

export function readOptions(args: readonly string[]): BacklogOptions {
  const { json = false, save = false, queue = 'postgres', records = '100000' } = parse(args);
  if (queue !== 'postgres' && queue !== 'redis') throw wrong('--queue must be postgres or redis');
  const count = Number(records);
  if (!Number.isInteger(count) || count < RECORDS_MIN || count > RECORDS_MAX) {
    throw wrong(`--records must be a whole number from ${RECORDS_MIN} to ${RECORDS_MAX}`);
  }
  return { records: count, queue, json, save };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        records: { type: 'string' },
        queue: { type: 'string' },
        json: { type: 'boolean' },
        save: { type: 'boolean' },
      },
    }).values;
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
}

function wrong(problem: string): Failure {
  return new Failure(`${problem}\n\n${USAGE}`);
}
