import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { naiveFigure, type NaiveCatalogue } from '../support/naive-figures.js';
import { withRequestStates } from '../support/naive-requests.js';
import type { Body, NewRecord } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';
import { ACROSS, COMMUNITY, NEIGHBOUR, request } from '../support/sample-records.js';

const DISTRICT = '140502';
const UNITS = [COMMUNITY, NEIGHBOUR, ACROSS, DISTRICT];
const AT = { at: '2006-12-31', period: 'year' } as const;
const ROUNDS = 12;
const ACTS_AT_ONCE = 8;
const ACTIONS = [
  ...['accept', 'dispatch', 'start', 'reply', 'reject', 'withdraw', 'reopen', 'supervise'],
  ...['close', 'close', 'close', 'follow-up', 'follow-up'],
];

const SEED = runSeed();
const random = new SeededRandom(SEED);
const live = new Map<string, NewRecord & { readonly record: string; readonly version: number }>();

let node: TestNode;
let catalogue: NaiveCatalogue;
let numbers = 0;

beforeAll(async () => {
  catalogue = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  node = await TestNode.start({ unit: DISTRICT });
});
afterAll(() => node?.close());

const clerk = () => node.as('clerk');

const moment = (): string =>
  `2006-04-${String(random.between(1, 12)).padStart(2, '0')}T09:00:00${random.pick(['+08:00', 'Z'])}`;

function someRequest(): NewRecord {
  const due = random.chance(0.8) ? { due_at: `2006-04-${random.between(10, 20)}T09:00:00+08:00` } : {};
  const category = random.pick(['legal', 'retail']);
  const submitted_at = '2006-04-01T09:00:00+08:00';
  return request(
    { request_no: `R-${numbers++}`, category, submitted_at, ...due },
    { unit: random.pick(UNITS) },
  );
}

function step(of: string, action: string, at = moment(), unit = random.pick(UNITS)): NewRecord {
  const moves = action === 'dispatch' ? { to_region: random.pick(UNITS) } : {};
  const heard = { satisfaction: random.pick(['very', 'basic', 'dissatisfied']) };
  const fields = { request: of, action, at, ...moves, ...(action === 'follow-up' ? heard : {}) };
  return { type: 'request-step', unit, fields };
}

const requests = () => [...live.values()].filter(({ type }) => type === 'service-request');
const someStep = (): NewRecord => step(random.pick(requests()).record, random.pick(ACTIONS));

async function enter(draft: NewRecord): Promise<string> {
  const record = randomUUID() as string;
  const { status, body } = await clerk().create({ ...draft, record });
  expect({ status, body }).toMatchObject({ status: 201 });
  live.set(record, { ...draft, record, version: 1 });
  return record;
}

async function correct(record: string): Promise<void> {
  const held = live.get(record);
  if (!held) return;
  live.delete(record);
  const { fields } = held.type === 'request-step' ? someStep() : someRequest();
  const { status, body } = await clerk().correct(record, { expectedVersion: held.version, fields });
  expect({ status, body }).toMatchObject({ status: 200 });
  live.set(record, { ...held, fields, version: held.version + 1 });
}

async function remove(record: string): Promise<void> {
  const held = live.get(record);
  if (!held) return;
  live.delete(record);
  const { status } = await clerk().remove(record, { expectedVersion: held.version });
  expect(status).toBe(200);
}

async function act(): Promise<unknown> {
  const choice = random.next();
  if (requests().length < 4 || choice < 0.1) return enter(someRequest());
  if (choice < 0.7) return enter(someStep());
  const record = random.pick([...live.keys()]);
  return choice < 0.9 ? correct(record) : remove(record);
}

const written = (code: string, unit: string) =>
  naiveFigure(
    { catalogue, units: [], seats: new Set(), records: withRequestStates([...live.values()]) },
    code,
    { unit, ...AT },
  );

async function expectFigures(): Promise<void> {
  for (const code of ['request-on-time', 'request-satisfied']) {
    for (const unit of [DISTRICT, COMMUNITY, ACROSS]) {
      const { body } = await node.as('administrator').indicator(code, { unit, ...AT });
      const { value, terms } = written(code, unit);
      expect({ seed: SEED, code, unit, ...body.terms }).toEqual({
        seed: SEED,
        code,
        unit,
        ...terms,
      });
      expect(body.value).toEqual(value === null ? null : expect.closeTo(value, 9));
    }
  }
}

const soundly = async (): Promise<void> =>
  expect((await node.as('operator').audit()).body).toMatchObject({ recountOk: true, chainOk: true });

it('a request shows what its steps make of it, in whatever unit these are entered', async () => {
  const own = await enter(request({ request_no: 'first', due_at: '2006-04-05T09:00:00+08:00' }));
  const shown = async (): Promise<Body> => (await clerk().read(own)).body.fields;
  expect(await shown()).toMatchObject({ status: 'submitted', reopened: 0, title: '咨询' });
  await enter(step(own, 'accept', '2006-04-01T10:00:00+08:00', ACROSS));
  const closing = await enter(step(own, 'close', '2006-04-06T09:00:00+08:00', DISTRICT));
  expect(await shown()).toMatchObject({ status: 'closed', on_time: false, hours: 120 });
  expect((await clerk().list({ type: 'service-request' })).body.records[0].fields.status).toBe('closed');
  await expectFigures();
  expect((await node.as('administrator').indicator('request-on-time', AT)).body.value).toBe(0);
  await remove(closing);
  await enter(step(own, 'close', '2006-04-02T09:00:00+08:00', NEIGHBOUR));
  expect(await shown()).toMatchObject({ status: 'closed', on_time: true, hours: 24 });
  expect((await node.as('administrator').indicator('request-on-time', AT)).body.value).toBe(100);
  await soundly();
});

it('the way down from the figure shows the requests that are meant', async () => {
  const path = `/api/v1/indicators/request-on-time/terms/n/records?at=${AT.at}&period=${AT.period}`;
  const { status, body } = await node.as('administrator').get(path);
  expect(status).toBe(200);
  expect(body.records.map(({ record }: Body) => record.fields.request_no)).toEqual(['first']);
});

it('figures are those of a plain look at requests and steps, whoever writes at once', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    await Promise.all(Array.from({ length: ACTS_AT_ONCE }, () => act()));
    await expectFigures();
  }
  await soundly();
});

it('counts again what a damaged cell said of them', async () => {
  const [term] = await node.query<{ term: string }>(
    `SELECT c.term FROM cell c JOIN counted_term t USING (term) WHERE t.signature LIKE '%"":"1"%' AND c.value <> 0 LIMIT 1`,
  );
  await node.query('UPDATE cell SET value = value + 5 WHERE term = $1', [term?.term]);
  expect((await node.as('operator').audit()).body.recountOk).toBe(false);
  await node.as('operator').recount();
  await soundly();
  await expectFigures();
});

it('cells of a version that knew nothing derived are adopted, and these figures counted anew', async () => {
  const derived = `SELECT term FROM counted_term WHERE signature LIKE '%"":"1"%'`;
  await node.query(`DELETE FROM cell WHERE term IN (${derived})`);
  const others = () => node.query('SELECT term, xmin::text AS xmin FROM cell ORDER BY 1, 2');
  const before = await others();
  const { countedWithoutDerived } = await countedWith();
  await node.query('DELETE FROM counted_term');
  await node.query('UPDATE node_identity SET counted_with = $1', [countedWithoutDerived]);
  await node.query('UPDATE recount SET generation = generation + 1');
  await node.restart();
  await soundly();
  await expectFigures();
  const kept = await others();
  expect(before.every((row) => kept.some((now) => JSON.stringify(now) === JSON.stringify(row)))).toBe(true);
});

async function countedWith(): Promise<{ readonly countedWithoutDerived: string }> {
  const { CurrentCatalogue } = await import('#features/ledger');
  return { countedWithoutDerived: node.app.get(CurrentCatalogue).countedWithoutDerived() };
}
