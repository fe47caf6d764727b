/** `npm run test:security`: who may what, what stays where, and what nonsense does; `--json` ends with one line of counts. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readArguments } from './support/arguments.mjs';
import { endInGoodOrder, interruption } from './support/processes.mjs';
import { isGood, runTests } from './support/test-run.mjs';
import { printSummary } from './support/tiers.mjs';

const COUNTS = 'counts.jsonl';
const PATTERN = 'test/security/';

/** Each spec has noted what it looked at; one that did not come to it counts as a fault. */
async function gather(directory) {
  const text = await readFile(join(directory, COUNTS), 'utf8').catch(() => '');
  const notes = text.split('\n').filter(Boolean).map(JSON.parse);
  const of = (name) => notes.find((note) => note[name] !== undefined)?.[name];
  return {
    operations: of('operations') ?? 0,
    roles: of('roles') ?? 0,
    unexpected: notes.reduce((sum, { unexpected = 0 }) => sum + unexpected, 0),
    marks: of('marks') ?? { fields: 0, places: 0, leaks: 0 },
    fuzz: of('fuzz') ?? { requests: 0, serverErrors: 0 },
  };
}

function printCounts({ operations, roles, unexpected, marks, fuzz }) {
  console.log(`\npermissions  ${operations} operations, ${roles} roles: ${unexpected} unexpected`);
  console.log(`marks        ${marks.fields} fields in ${marks.places} places: ${marks.leaks} leaks`);
  console.log(`fuzz         ${fuzz.requests} requests: ${fuzz.serverErrors} faults`);
}

function isClean({ operations, unexpected, marks, fuzz }) {
  const looked = operations > 0 && marks.places > 0 && fuzz.requests > 0;
  return looked && unexpected === 0 && marks.leaks === 0 && fuzz.serverErrors === 0;
}

endInGoodOrder();
try {
  const args = process.argv.slice(2);
  const asJson = args.includes('--json');
  const { queues, jestOptions } = readArguments(args.filter((arg) => arg !== '--json'));
  const { results, missing, gathered } = await runTests({
    tiers: ['integration', 'e2e'],
    patterns: [PATTERN],
    queues,
    jestOptions,
    about: (directory) => ({ SECURITY_COUNTS_FILE: join(directory, COUNTS) }),
    after: gather,
  });
  printSummary(results, missing);
  if (asJson) console.log(JSON.stringify(gathered));
  else printCounts(gathered);
  process.exitCode = isGood(results) && isClean(gathered) && !interruption() ? 0 : 1;
} catch (error) {
  console.error(`npm run test:security: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
