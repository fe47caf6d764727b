import { parseArgs } from 'node:util';
import { Failure } from '../../apps/demo/src/failure.js';

/** What every scenario can be told. */
export interface ScenarioOptions {
  readonly records: number;
  readonly queue: 'postgres' | 'redis';
  readonly json: boolean;
  readonly save: boolean;
  /** Options of the scenario's own, by name. */
  readonly own: Readonly<Record<string, string | undefined>>;
}

/** Fewer take so little time that the measurement measures itself. */
const RECORDS_MIN = 1_000;
const RECORDS_MAX = 2_000_000;
const RECORDS = 100_000;

/** Reads the words after a scenario's name; throws a Failure that says what is wrong, with the usage. */
export function readScenarioOptions(
  args: readonly string[],
  usage: string,
  ownNames: readonly string[] = [],
): ScenarioOptions {
  const wrong = (problem: string): Failure => new Failure(`${problem}\n\n${usage}`);
  const given = parse(args, ownNames, wrong);
  const { queue = 'postgres', records = String(RECORDS) } = given;
  if (queue !== 'postgres' && queue !== 'redis') throw wrong('--queue must be postgres or redis');
  const count = Number(records);
  if (!Number.isInteger(count) || count < RECORDS_MIN || count > RECORDS_MAX) {
    throw wrong(`--records must be a whole number from ${RECORDS_MIN} to ${RECORDS_MAX}`);
  }
  const own = Object.fromEntries(ownNames.map((name) => [name, textOf(given[name])]));
  return { records: count, queue, json: given['json'] === true, save: given['save'] === true, own };
}

type Given = Readonly<Record<string, string | boolean | undefined>>;

function parse(
  args: readonly string[],
  ownNames: readonly string[],
  wrong: (problem: string) => Failure,
): Given {
  const texts = ['records', 'queue', ...ownNames].map((name) => [name, { type: 'string' as const }]);
  const flags = ['json', 'save'].map((name) => [name, { type: 'boolean' as const }]);
  try {
    return parseArgs({ args: [...args], options: Object.fromEntries([...texts, ...flags]) }).values as Given;
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
