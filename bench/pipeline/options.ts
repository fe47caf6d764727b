import { Failure } from '../../apps/demo/src/failure.js';
import { readScenarioOptions } from '../harness/index.js';
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

export function readOptions(args: readonly string[]): PipelineOptions {
  const { records, queue, json, save, own } = readScenarioOptions(args, USAGE, ['placement']);
  const { placement } = own;
  const placements = PLACEMENTS.filter(({ name }) => placement === undefined || name === placement);
  if (placements.length === 0) throw new Failure(`there is no placement ${placement}\n\n${USAGE}`);
  return { records, queue, placements, json, save };
}
