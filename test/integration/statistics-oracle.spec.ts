import { readFileSync } from 'node:fs';
import { loadCatalogue } from '#core/catalogue';
import { productFile } from '#platform/config';
import { carryOut, enterRecords, planChanges } from '../../apps/demo/src/entering/index.js';
import { waitUntilCounted } from '../../apps/demo/src/checks/index.js';
import { ApiError, ONE_BRANCH, type NodeApi } from '../../apps/demo/src/fleet/index.js';
import {
  allUnits,
  Book,
  chooseUnits,
  planRecords,
  readTree,
  RecordSource,
  type NewRecord,
} from '../../apps/demo/src/world/index.js';
import { TestFleet } from '../support/fleet.js';
import {
  naiveFigure,
  type NaiveCatalogue,
  type NaiveQuestion,
  type NaiveUnit,
} from '../support/naive-figures.js';
import { changedCatalogue, placed, unitsOn, type Move } from '../support/changing-world.js';
import { withRequestStates } from '../support/naive-requests.js';
import type { Body } from '../support/node-api.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import { until } from '../support/until.js';

const SEED = runSeed();
const ROUNDS = 4;
const RECORDS_PER_ROUND = 260;
const QUESTIONS_PER_TIER = 3;
const ARRIVAL_MS_MAX = 90_000;
const PARTIALS_MS_MAX = 20_000;

/** Not made of records: what nodes do, and which reports are owed. Other tests hold these. */
const OF_NODES = new Set(['platform-live', 'report-complete', 'report-on-time']);

/** Their records stop at the district: what the city has of them comes behind the records. */
const RISES_AS_NUMBERS = new Set(['cadre-benefits', 'persons-served']);

const random = new SeededRandom(SEED);
/** Late enough that most of what is entered afterwards was there before it. */
const MOVE: Move = { from: '140502001002', to: '140502002050', day: '2006-09-01' };
const shipped = JSON.parse(
  readFileSync(productFile('data', 'catalogue', 'jincheng-2005.json'), 'utf8'),
) as NaiveCatalogue;
const seats = JSON.parse(readFileSync(productFile('data', 'units', 'jincheng-seats.json'), 'utf8')) as {
  seats: { code: string }[];
};

let test: TestFleet;
let units: readonly NaiveUnit[];
let catalogue = shipped;
let moved: Move | undefined;
const book = new Book();

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  units = await readTree();
});

afterAll(() => test?.stop());

/** What a tier holds: what was entered below it, and by itself. */
function world(tier: string, question: NaiveQuestion) {
  const entered = withRequestStates(book.live.filter(({ unit }) => unit.startsWith(tier)));
  return {
    catalogue,
    units: moved ? unitsOn(units, moved, question.at) : units,
    seats: new Set(seats.seats.map(({ code }) => code)),
    records: moved ? placed(entered, catalogue, moved, question) : entered,
  };
}

/** From some round on one community goes on under another street; everybody hears of it from the city. */
async function moveCommunity(): Promise<void> {
  moved = MOVE;
  const changes = [{ kind: 'move', from: MOVE.from, to: MOVE.to }];
  const document = { effectiveOn: MOVE.day, title: '示例社区划归另一街道', changes };
  await city().call('administrator', 'POST', '/api/v1/units/reorganisations', document);
  await everywhere('the move', async (api) => {
    const asked = api.call<Body>('administrator', 'GET', `/api/v1/units/${MOVE.from}`);
    return asked.then(
      () => false,
      (error: unknown) => error instanceof ApiError && error.body.code === 'unit_closed',
    );
  });
}

/** From some round on the city counts by another catalogue. */
async function changeCatalogue(): Promise<void> {
  catalogue = changedCatalogue(catalogue);
  await city().call('administrator', 'POST', '/api/v1/catalogues', catalogue);
  await everywhere('the catalogue', async (api) => ((await api.status()) as Body).catalogue === 'changed');
  await everywhere('the recount', async (api) => {
    const { running } = await api.call<Body>('operator', 'GET', '/api/v1/operations/recount');
    return !running;
  });
}

/** What happens before a round, by its number. */
const EVENTS: Readonly<Record<number, () => Promise<void>>> = { 2: moveCommunity, 3: changeCatalogue };

const city = (): NodeApi => test.fleet.node(ONE_BRANCH[0] ?? '').api;

async function everywhere(what: string, isThere: (api: NodeApi) => Promise<boolean>): Promise<void> {
  for (const { api, plan } of test.fleet.nodes.filter(({ plan }) => plan.level !== 'community'))
    await until(() => isThere(api), { deadlineMs: ARRIVAL_MS_MAX, what: `${what} at ${plan.unit}` });
}

/** Records of all types at every tier, corrections and withdrawals, while links are cut now and then. */
async function work(source: RecordSource, planned: ReturnType<typeof planRecords>): Promise<void> {
  const cut = ONE_BRANCH.slice(1).filter(() => random.chance(0.5));
  for (const unit of cut) test.link(unit).become({ requests: 'hold', answers: 'hold' });
  const records = planned.map(({ type, unit }) => source.next(type, unit)).filter(mayBeEntered);
  await enterRecords(test.fleet, records, book, { batchRecords: 25 });
  await carryOut(test.fleet, planChanges(book, source.random, { corrections: 25, removals: 15 }), book);
  for (const unit of cut) test.link(unit).mend();
  await waitUntilCounted(test.fleet, book, { msMax: ARRIVAL_MS_MAX, signal: new AbortController().signal });
}

/** After the move nothing is entered of the code that is closed; what was entered before is still corrected and withdrawn. */
const mayBeEntered = ({ unit, fields }: NewRecord): boolean =>
  !moved || ![unit, ...Object.values(fields)].includes(moved.from);

/** Days around which records begin and end: those are got wrong. */
function someDay(): string {
  const record = random.pick(book.live);
  const days = Object.values(record.fields).filter((value) => /^200[5-7]-\d\d-\d\d$/.test(String(value)));
  if (moved && random.chance(0.2)) return random.pick([moved.day, '2006-08-31', '2006-12-31']);
  if (days.length > 0 && random.chance(0.7)) return String(random.pick(days));
  return random.chance(0.5)
    ? random.pick(['2005-03-31', '2005-12-31', '2006-12-31'])
    : random.day(2005, 2007);
}

const isClose = (actual: number | null, written: number | null): boolean =>
  actual === written ||
  (actual !== null &&
    written !== null &&
    Math.abs(actual - written) <= 1e-9 * Math.max(1, Math.abs(written)));

function expectClose(actual: number | null, written: number | null, told: object): void {
  expect({ ...told, actual: isClose(actual, written) ? written : actual }).toEqual({
    ...told,
    actual: written,
  });
}

/** Of numbers that rise, the city knows those of the unit that sends them, and none of its parts. */
const isInside = (tier: string, { unit }: NaiveQuestion): boolean =>
  tier === ONE_BRANCH[0] && unit.startsWith(ONE_BRANCH[1] ?? '') && unit !== ONE_BRANCH[1];

/** The rows of a board, with figures whose records stay below as soon as what the node below sends of them has come. */
async function boardOf(tier: string, question: NaiveQuestion): Promise<Body[]> {
  const query = `unit=${question.unit}&at=${question.at}&period=${question.period}`;
  const api = test.fleet.node(tier).api;
  let rows: Body[] = [];
  const read = async (): Promise<boolean> => {
    ({ rows } = await api.call<Body>('administrator', 'GET', `/api/v1/board?${query}`));
    if (tier !== ONE_BRANCH[0]) return true;
    return rows
      .filter(({ code }) => RISES_AS_NUMBERS.has(code) && !isInside(tier, question))
      .every(({ code, terms }) => {
        const written = naiveFigure(world(tier, question), code, question);
        // A ratio may be the same while both of its numbers are on their way.
        return Object.entries(written.terms).every(([name, term]) => isClose(terms[name], term));
      });
  };
  // Where they never come, what is compared next says in which figure.
  await until(read, { deadlineMs: PARTIALS_MS_MAX, what: 'numbers from below' }).catch(() => undefined);
  return rows;
}

/** How many figures were compared. */
async function compareTier(tier: string, question: NaiveQuestion): Promise<number> {
  const rows = await boardOf(tier, question);
  let compared = 0;
  for (const row of rows) {
    if (OF_NODES.has(row.code)) continue;
    const written = naiveFigure(world(tier, question), row.code, question);
    const told = { seed: SEED, tier, ...question, code: row.code };
    compared += 1;
    if (RISES_AS_NUMBERS.has(row.code) && isInside(tier, question)) {
      expect({ ...told, value: row.value }).toEqual({ ...told, value: null });
      continue;
    }
    for (const [name, term] of Object.entries(written.terms))
      expectClose(row.terms[name], term, { ...told, name });
    expectClose(row.value, written.value, told);
    expect({ ...told, unknown: row.unknown }).toEqual({ ...told, unknown: written.unknown });
  }
  return compared;
}

it('every indicator at every tier is what a plain look through all records says, whatever happened', async () => {
  const types = loadCatalogue(shipped);
  // Few units, so that each of them reports again and again.
  const near = (await readTree()).filter(({ code }) => code.startsWith('140502') || '1405'.startsWith(code));
  const chosen = chooseUnits(near, ONE_BRANCH);
  const source = new RecordSource(types, allUnits(chosen), random.between(0, 1_000_000));
  const planned = planRecords(types, chosen, ROUNDS * RECORDS_PER_ROUND);
  let cases = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await EVENTS[round]?.();
    await work(source, planned.slice(round * RECORDS_PER_ROUND, (round + 1) * RECORDS_PER_ROUND));
    for (const tier of ONE_BRANCH) {
      const below = units.filter(({ code }) => code.startsWith(tier));
      for (let turn = 0; turn < QUESTIONS_PER_TIER; turn++) {
        const anywhere = random.chance(0.5) ? random.pick(book.live).unit : random.pick(below).code;
        const unit = turn === 0 ? tier : anywhere;
        const asked = unit.startsWith(tier) ? unit : tier;
        const period = random.pick(['month', 'quarter', 'year'] as const);
        cases += await compareTier(tier, { unit: asked, at: someDay(), period });
      }
    }
  }
  console.log(
    JSON.stringify({ oracle: 'statistics', seed: SEED, rounds: ROUNDS, records: book.live.length, cases }),
  );
  const asked = (rounds: number, indicators: number): number => rounds * QUESTIONS_PER_TIER * 4 * indicators;
  expect(cases).toBe(asked(3, 57) + asked(1, 58));
}, 600_000);
