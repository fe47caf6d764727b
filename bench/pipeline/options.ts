import { parseArgs } from 'node:util';
import { Failure } from '../../apps/demo/src/failure.js';
import { PLACEMENTS, type Placement } from './placements.js';

export interface PipelineOptions {
  readonly records: number;
  readonly queue: 'postgres' | 'redis';
  readonly placements: readonly Placement[];
  readonly json: boolean;
  readonly save: boolean;
}

const USAGE = `Usage: npm run bench -- pipeline [options]

  --records N         how many records rise (100,000)
  --queue NAME        postgres (default) or redis
  --placement NAME    only one of ${PLACEMENTS.map(({ name }) => name).join(', ')}
  --json              one line of JSON on standard output
  --save              add the result to bench/results
`;

/** Fewer take so little time that the measurement measures itself. */
const RECORDS_MIN = 1_000;
const RECORDS_MAX = 2_000_000;
const RECORDS = 100_000;

export function readOptions(args: readonly string[]): PipelineOptions {
  const given = parse(args);
  const { json = false, save = false, queue = 'postgres', placement, records = String(RECORDS) } = given;
  if (queue !== 'postgres' && queue !== 'redis') throw wrong('--queue must be postgres or redis');
  const placements = PLACEMENTS.filter(({ name }) => placement === undefined || name === placement);
  if (placements.length === 0) throw wrong(`there is no placement ${placement}`);
  const count = Number(records);
  if (!Number.isInteger(count) || count < RECORDS_MIN || count > RECORDS_MAX) {
    throw wrong(`--records must be a whole number from ${RECORDS_MIN} to ${RECORDS_MAX}`);
  }
  return { records: count, queue, placements, json, save };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        records: { type: 'string' },
        queue: { type: 'string' },
        placement: { type: 'string' },
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
