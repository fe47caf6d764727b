import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { Clock, productFile } from '#platform/config';
import { Database } from '#platform/storage';
import { ReportStatus } from '#features/obligations';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { runSeed } from '../support/seeded-random.js';
import {
  endsPeriod,
  isUrban,
  laterDay,
  monthEnd,
  nameOf,
  OWED,
  writtenOwed,
  writtenTally,
  type WrittenPicture,
  type WrittenReport,
} from '../support/written-obligations.js';

const SEED = runSeed();
const REPORTS = 120;
const QUESTIONS = 12;

const UNITS = ['140502001001', '140502001002', '140502100001', '140502100224', '140581001001'];
const ASKED = ['1405', '140502', '140581', '140502001', '140502100', ...UNITS];
const LOCKED_FROM = '2026-01-01';

const fate = fc.constantFrom('kept', 'kept', 'declared', 'corrected', 'withdrawn', 'undeclared' as const);
const report = fc.record({
  unit: fc.constantFrom(...UNITS),
  type: fc.constantFrom(...Object.keys(OWED)),
  monthsBack: fc.integer({ min: 0, max: 14 }),
  /** Days behind the period on which it was recorded. */
  delay: fc.oneof(fc.integer({ min: 8, max: 12 }), fc.integer({ min: 1, max: 60 })),
  fate,
});

let node: TestNode;
let picture: WrittenPicture;

beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
  const today = node.app.get(Clock).today();
  const rows = await node.query<{ code: string }>('SELECT code FROM unit WHERE length(code) = 12');
  await issueCatalogue('open', '2100-01-01');
  const reports = await enterReports(today);
  const unlock = reports.find(({ lastDay }) => laterDay(lastDay, 45) <= today && lastDay >= LOCKED_FROM);
  const unlocks = unlock ? [{ ...unlock, unit: unlock.unit.slice(0, 9) }] : [];
  await issueCatalogue('locking', LOCKED_FROM);
  for (const { unit, type, lastDay } of unlocks) {
    const period = nameOf(lastDay, OWED[type]?.months ?? 1);
    const body = { unit, type, period, reason: '补报', until: laterDay(today, 5) };
    expect((await node.as('administrator').send('POST', '/api/v1/periods/unlocks', body)).status).toBe(201);
  }
  picture = { units: rows.map(({ code }) => code), today, reports, unlocks, lockedFrom: LOCKED_FROM };
});
afterAll(() => node?.close());

async function issueCatalogue(version: string, lockedFrom: string): Promise<void> {
  const shipped = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  const row = shipped.params.find(({ code }: Body) => code === 'report.locked_from');
  row.value = lockedFrom;
  const document = { ...shipped, version };
  expect((await node.as('administrator').send('POST', '/api/v1/catalogues', document)).status).toBe(200);
}

/** Enters random reports through the API; only the day of their first recording is set as if the clock had been there. */
async function enterReports(today: string): Promise<WrittenReport[]> {
  const reports: WrittenReport[] = [];
  const taken = new Set<string>();
  for (const drawn of fc.sample(report, { numRuns: REPORTS, seed: SEED })) {
    const { unit, type, monthsBack, delay } = drawn;
    const lastDay = monthEnd(today, monthsBack);
    const months = OWED[type]?.months ?? 1;
    if (!endsPeriod(lastDay, months) || taken.has(`${unit} ${type} ${lastDay}`)) continue;
    taken.add(`${unit} ${type} ${lastDay}`);
    const receivedOn = laterDay(lastDay, delay);
    const declared = await carryOut(drawn, lastDay, months, receivedOn);
    reports.push({
      unit,
      type,
      lastDay,
      receivedOn: drawn.fate === 'withdrawn' ? null : receivedOn,
      declared,
    });
  }
  return reports;
}

type Drawn = typeof report extends fc.Arbitrary<infer T> ? T : never;

/** True where it ends up declared complete. */
async function carryOut(drawn: Drawn, lastDay: string, months: 1 | 3, receivedOn: string): Promise<boolean> {
  const clerk = node.as('clerk');
  const { unit, type } = drawn;
  const { fields } = OWED[type] ?? { fields: {} };
  const entered = await clerk.create({ unit, type, period: nameOf(lastDay, months), fields });
  expect([type, entered.status, entered.body.details]).toEqual([type, 201, undefined]);
  const { record } = entered.body;
  // At noon of the node's zone, so that the day is the same in every zone.
  await node.query('UPDATE record SET first_recorded_at = $2::timestamptz WHERE record = $1', [
    record,
    `${receivedOn}T04:00:00Z`,
  ]);
  if (drawn.fate === 'corrected') {
    const period = nameOf(lastDay, months);
    expect((await clerk.correct(record, { expectedVersion: 1, period, fields })).status).toBe(200);
  }
  if (drawn.fate === 'withdrawn')
    expect((await clerk.remove(record, { expectedVersion: 1 })).status).toBe(200);
  if (drawn.fate !== 'declared' && drawn.fate !== 'undeclared') return false;
  const said = { report: type, period_end: lastDay };
  const declared = await clerk.create({ unit, type: 'report-completion', fields: said });
  // A village owes nothing, so it has nothing to declare.
  expect(declared.status).toBe(isUrban(unit) ? 201 : 422);
  if (drawn.fate === 'declared' || !isUrban(unit)) return isUrban(unit);
  expect((await clerk.remove(declared.body.record, { expectedVersion: 1 })).status).toBe(200);
  return false;
}

function expectGrid(
  body: Body,
  asked: { unit: string; from: string; to: string; type?: string | undefined },
) {
  const owed = writtenOwed(picture, asked).filter(({ lastDay, type }) => {
    const months = OWED[type]?.months ?? 1;
    return monthEnd(lastDay, months) < picture.today;
  });
  expect(body.total).toEqual(writtenTally(owed.map(({ state }) => state)));
  for (const child of body.children) {
    const below = owed.filter(({ unit }) => unit !== asked.unit && unit.startsWith(child.unit));
    expect([child.unit, child.total]).toEqual([child.unit, writtenTally(below.map(({ state }) => state))]);
    const periods = [...new Set(below.map(({ period }) => period))].sort();
    expect(child.periods).toEqual(
      periods.map((period) => ({
        period,
        ...writtenTally(below.filter((item) => item.period === period).map(({ state }) => state)),
      })),
    );
  }
  const own = owed.filter(({ unit }) => unit === asked.unit);
  const told = body.obligations.map(
    (item: Body) => `${item.type} ${item.period} ${item.complete} ${item.locked}`,
  );
  expect(told.sort()).toEqual(
    own.map(({ type, period, state }) => `${type} ${period} ${state.complete} ${state.locked}`).sort(),
  );
}

it(`counts what the written definition counts, of random reports (TEST_SEED=${SEED})`, async () => {
  const question = fc.record({
    unit: fc.constantFrom(...ASKED),
    monthsBack: fc.integer({ min: 0, max: 16 }),
    length: fc.integer({ min: 0, max: 400 }),
    type: fc.option(fc.constantFrom(...Object.keys(OWED)), { nil: undefined }),
  });
  const questions = fc.sample(question, { numRuns: QUESTIONS, seed: SEED });
  for (const { unit, monthsBack, length, type } of [
    { unit: '1405', monthsBack: 14, length: 430, type: undefined },
    ...questions,
  ]) {
    const from = monthEnd(picture.today, monthsBack);
    const to = laterDay(from, length);
    const query = new URLSearchParams({ unit, from, to, ...(type === undefined ? {} : { type }) });
    const { status, body } = await node
      .as('administrator')
      .get(`/api/v1/periods/completeness?${query.toString()}`);
    expect(status).toBe(200);
    expectGrid(body, { unit, from, to, type });
  }
});

it('has met every state', () => {
  const span = { unit: '1405', from: monthEnd(picture.today, 14), to: monthEnd(picture.today, 0) };
  const tally = writtenTally(writtenOwed(picture, span).map(({ state }) => state));
  for (const [name, count] of Object.entries(tally)) expect([name, count > 0]).toEqual([name, true]);
  expect(picture.unlocks).toHaveLength(1);
});

it.each<[string, (today: string) => string]>([
  ['today', (today) => today],
  ['on a day on which reports of the last month are not due', (today) => laterDay(monthEnd(today, 2), 4)],
])('counts for indicators what is due or received, by group and type, %s', async (_, dayOf) => {
  const at = dayOf(picture.today);
  const span = { from: monthEnd(picture.today, 14), to: at };
  const units = picture.units.filter((unit) => unit.startsWith('140502'));
  const rows = await node.app.get(ReportStatus).count(node.app.get(Database).sql, {
    ...{ unitPrefix: '1405', ...span, at, bordersOn: null, units, groupWidth: 9, byType: true },
  });
  const owed = writtenOwed({ ...picture, today: at }, { unit: '140502', ...span }).filter(
    ({ lastDay, state }) => state.received || laterDay(lastDay, 10) <= at,
  );
  const keyOf = ({ unit, type }: { unit: string; type: string }): string => `${unit.slice(0, 9)} ${type}`;
  const groups = new Map<string, typeof owed>();
  for (const item of owed) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  const expected = [...groups].map(([key, items]) => [key, writtenTally(items.map(({ state }) => state))]);
  const counted = rows.map(({ group, type, ...tally }) => [`${group} ${type}`, tally]);
  expect(Object.fromEntries(counted)).toEqual(Object.fromEntries(expected));
});

it('tells a community’s clerk what to do, in both languages', async () => {
  const { body } = await node.as('clerk').get(`/api/v1/periods/obligations?unit=${UNITS[0]}`);
  const owed = writtenOwed(picture, {
    unit: UNITS[0] ?? '',
    from: laterDay(picture.today, -400),
    to: picture.today,
  });
  const names = (list: Body[]): string[] => list.map(({ type, period }) => `${type} ${period}`).sort();
  const those = (wanted: (state: (typeof owed)[number]['state']) => boolean): string[] =>
    owed
      .filter(({ state }) => wanted(state))
      .map(({ type, period }) => `${type} ${period}`)
      .sort();
  expect(names(body.overdue)).toEqual(those((state) => state.missing));
  expect(names(body.dueSoon)).toEqual(those((state) => state.open));
  expect(names(body.undeclared)).toEqual(those((state) => state.received && !state.complete));
  expect(body).toMatchObject({ more: false, returned: [] });
  for (const item of [...body.overdue, ...body.dueSoon, ...body.undeclared]) {
    expect(item.next.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(item.next.en).toMatch(/^[A-Z]/);
  }
});

describe('a question is refused', () => {
  it.each([
    ['with a year and a span', 'year=2006&from=2006-01-01', 400, 'query_invalid'],
    ['over too many years', 'from=2000-01-01&to=2006-01-01', 400, 'query_invalid'],
    ['that ends before it begins', 'from=2006-01-02&to=2006-01-01', 400, 'query_invalid'],
    ['for a day that does not exist', 'from=2006-02-30&to=2006-03-01', 400, 'query_invalid'],
    ['for a type that nobody owes', 'type=budget', 404, 'type_unknown'],
    ['for a unit that nobody knows', 'unit=140599', 404, 'unit_unknown'],
  ])('%s', async (_, query, status, code) => {
    const answer = await node.as('clerk').get(`/api/v1/periods/completeness?${query.toString()}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
