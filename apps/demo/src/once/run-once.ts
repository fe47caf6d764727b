import { compareFigures, examineAll, waitUntilCounted, type TierReport } from '../checks/index.js';
import { answerTo, carryOut, enterRecords, mistakesAt, planChanges } from '../entering/index.js';
import { Failure } from '../failure.js';
import { SHOWN_BRANCH, type Scene } from '../scene.js';
import { Progress } from '../terminal/index.js';
import { allUnits, CITY, planRecords } from '../world/index.js';
import { showMistakes, showTiers } from './show.js';

export interface OnceResult {
  /** Records that were entered and not withdrawn. */
  readonly entered: number;
  /** Records that the city counts. */
  readonly counted: number;
  readonly tiers: readonly TierReport[];
  /** Since the program was started. */
  readonly seconds: number;
  readonly queue: 'postgres' | 'redis';
  readonly seed: number;
}

/** A batch of this size shows progress and is far from a request's limits. */
const BATCH_RECORDS = 250;

/** All records pass every tier in this time on a slow machine; what takes longer is stuck. */
const ARRIVAL_MS_MAX = 120_000;

const CORRECTIONS_SHARE = 0.03;
const REMOVALS_SHARE = 0.02;

/** Enters, corrects, withdraws and errs; waits for the city; then audits every tier and recounts by plain means. */
export async function runOnce(scene: Scene): Promise<OnceResult> {
  const { options, book, console } = scene;
  await enterAll(scene);
  await changeSome(scene);
  await makeMistakes(scene);
  await waitForCity(scene);
  const { tiers, faults } = await audit(scene);
  const wrong = [...faults, ...(await compare(scene))];
  showTiers(console, tiers);
  if (wrong.length > 0) throw checksFailed(wrong);
  return {
    entered: book.liveIn(CITY),
    counted: tiers[0]?.records ?? 0,
    tiers,
    seconds: Math.round(performance.now() / 100) / 10,
    queue: options.queue,
    seed: options.seed,
  };
}

/** As many more are entered as will be withdrawn, so that the number asked for remains. */
async function enterAll({ fleet, catalogue, units, source, book, options, console }: Scene): Promise<void> {
  const plan = planRecords(catalogue, units, options.records + removals(options.records));
  const records = plan.map(({ type, unit }) => source.next(type, unit));
  const progress = new Progress(console, 'Entering', records.length);
  let saved = 0;
  await enterRecords(fleet, records, book, {
    batchRecords: BATCH_RECORDS,
    onSaved: (count, node) => progress.show((saved += count), `at ${node.plan.unit}`),
  });
  const types = new Set(plan.map(({ type }) => type)).size;
  progress.finish(`${saved} records of ${types} types for ${allUnits(units).length} units`);
}

async function changeSome({ fleet, source, book, options, console }: Scene): Promise<void> {
  const counts = {
    corrections: Math.ceil(options.records * CORRECTIONS_SHARE),
    removals: removals(options.records),
  };
  const changes = planChanges(book, source.random, counts);
  const progress = new Progress(console, 'Correcting and withdrawing', changes.length);
  let done = 0;
  await carryOut(fleet, changes, book, () => progress.show((done += 1)));
  progress.finish(`${counts.corrections} records corrected, ${counts.removals} withdrawn`);
}

function removals(records: number): number {
  return Math.ceil(records * REMOVALS_SHARE);
}

async function makeMistakes({ fleet, book, console }: Scene): Promise<void> {
  const mistakes = mistakesAt(fleet, SHOWN_BRANCH.community, book);
  const progress = new Progress(console, 'Making mistakes', mistakes.length);
  const answers = [];
  for (const mistake of mistakes) {
    answers.push(await answerTo(mistake));
    progress.show(answers.length, mistake.what);
  }
  const faults = answers
    .filter(({ expected, codes }) => !codes.includes(expected))
    .map(
      ({ what, expected, codes }) =>
        `${what}: expected ${expected}, the answer was ${codes.join(', ') || 'saved'}`,
    );
  progress.finish(`${answers.length} broken records, each refused with its reason`, faults.length === 0);
  showMistakes(console, answers);
  if (faults.length > 0) throw checksFailed(faults);
}

async function waitForCity({ fleet, book, console, signal }: Scene): Promise<void> {
  const expected = book.entriesIn(CITY);
  const progress = new Progress(console, 'Rising to the city', expected);
  await waitUntilCounted(fleet, book, {
    msMax: ARRIVAL_MS_MAX,
    signal,
    onLook: ([city]) => progress.show(city?.status.entries ?? 0),
  });
  progress.finish(`${expected} entries are on disk at every tier that they passed`);
}

async function audit({ fleet, book, console }: Scene) {
  const progress = new Progress(console, 'Auditing', fleet.nodes.length);
  let audited = 0;
  const examination = await examineAll(fleet, book, () => progress.show((audited += 1)));
  progress.finish(
    `${audited} nodes: chains and signatures, cells against a recount, totals`,
    examination.faults.length === 0,
  );
  return examination;
}

async function compare({ fleet, book, console }: Scene): Promise<readonly string[]> {
  const progress = new Progress(console, 'Comparing figures', 1);
  const { compared, faults } = await compareFigures(fleet, book, SHOWN_BRANCH);
  progress.finish(
    `${compared} figures of city and district against the records as entered`,
    faults.length === 0,
  );
  return faults;
}

function checksFailed(faults: readonly string[]): Failure {
  return new Failure(`not as it must be:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
}
