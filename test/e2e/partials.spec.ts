import { isDeepStrictEqual } from 'node:util';
import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { expectSound, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import type { Body } from '../support/node-api.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const COMMUNITY = '140502001001';
const OTHER = '140502001002';
/** Entered at the city: its records are there whole. */
const HOSTED_BY_CITY = '140581001001';

const ARRIVAL = { deadlineMs: 30_000 };
const DAY = '2006-12-31';
const PAY_MIN = 800;

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT]);
});
afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

let people = 0;
const person = (category: string, served: boolean, fields: object = {}): object => ({
  ...{ person_key: `key-${people++}`, name: '示例', category, served, registered_on: '2005-05-01' },
  ...fields,
});

function enter(unit: string, type: string, fields: object): Promise<Body> {
  const node = unit === HOSTED_BY_CITY ? CITY : DISTRICT;
  return at(node).call('clerk', 'POST', '/api/v1/records', { type, unit, fields });
}

function figure(tier: string, code: string, query = ''): Promise<Body> {
  return at(tier).call<Body>('administrator', 'GET', `/api/v1/indicators/${code}?at=${DAY}${query}`);
}

function shows(tier: string, code: string, terms: object): Promise<Body> {
  let last: Body;
  return until(
    async () => {
      last = await figure(tier, code);
      return isDeepStrictEqual({ ...last.terms }, terms) && last;
    },
    { ...ARRIVAL, what: `${code} at ${tier} to be ${JSON.stringify(terms)}` },
  ).catch((error: unknown) => {
    throw new Error(`it is ${JSON.stringify([last?.terms, last?.reason])}`, { cause: error });
  });
}

let first: Body;
let second: Body;

it('the city shows figures whose records stay at the district, and its children', async () => {
  first = await enter(COMMUNITY, 'person', person('elderly', true));
  second = await enter(COMMUNITY, 'person', person('elderly', false));
  for (let more = 0; more < 4; more++) await enter(OTHER, 'person', person('elderly', true));
  for (let more = 0; more < 7; more++) await enter(OTHER, 'person', person('disabled', true));
  await enter(HOSTED_BY_CITY, 'person', person('elderly', true));
  await shows(DISTRICT, 'persons-served', { n: 12, d: 13 });
  const shown = await shows(CITY, 'persons-served', { n: 13, d: 14 });
  expect(shown).toMatchObject({ value: expect.closeTo(100 * (13 / 14), 9), reason: null, caution: null });
  const children = new Map(shown.children.map((child: Body) => [child.unit, child.terms]));
  expect(children.get(DISTRICT)).toEqual({ n: 12, d: 13 });
  expect(children.get('140581')).toEqual({ n: 1, d: 1 });
  expect(children.get('140521')).toEqual({ n: 0, d: 0 });
});

it('nothing but numbers has come to the city', async () => {
  const rows = await test.query<{ split: string }>(CITY, 'SELECT split FROM partial');
  expect(rows.length).toBeGreaterThan(0);
  for (const { split } of rows) expect(split).not.toMatch(/key-/);
  const below = await test.query(
    CITY,
    `SELECT 1 FROM cell WHERE item LIKE 'key-%' AND unit LIKE '${DISTRICT}%'`,
  );
  expect(below).toEqual([]);
});

it('a correction and a deletion below change the figures above', async () => {
  const body = { expectedVersion: 1, fields: person('elderly', true), reason: '已纳入' };
  await at(DISTRICT).call('clerk', 'PUT', `/api/v1/records/${second.record}`, body);
  await shows(CITY, 'persons-served', { n: 14, d: 14 });
  await at(DISTRICT).remove(first.record, 1, '重复');
  await shows(CITY, 'persons-served', { n: 13, d: 13 });
});

it('a small group rises in the total alone, and another one with it', async () => {
  await enter(OTHER, 'person', person('released', true));
  await shows(CITY, 'persons-served', { n: 14, d: 14 });
  const { byDims } = await figure(CITY, 'persons-served', '&dims=true');
  const told = new Map(byDims.map((row: Body) => [row.dims[0], row]));
  expect(told.has('released')).toBe(false);
  expect(told.get('disabled')).toMatchObject({ value: 100, terms: { n: 7, d: 7 } });
  // The next larger group covers the small one.
  expect(told.get('elderly')).toMatchObject({
    value: null,
    reason: { zh: expect.stringContaining('保护个人') },
  });
});

it('a unit within the district is not known at the city, and it says so', async () => {
  const shown = await figure(CITY, 'persons-served', `&unit=${COMMUNITY}`);
  expect(shown).toMatchObject({ value: null, reason: { en: expect.stringContaining(DISTRICT) } });
});

it('another catalogue is counted anew, and a parameter makes the pay of workers a figure', async () => {
  const document = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  document.params.find(({ code }: Body) => code === 'pay.min_month').value = PAY_MIN;
  const worker = {
    ...{ name: '示例', sex: 'f', birth_year: 1970, education: 'college', party_post: 'none' },
    ...{
      committee_post: 'member',
      engagement: 'full-time',
      fp_role: 'none',
      entry: 'election',
      joined_on: '2005-03-01',
    },
  };
  const insured = { pension: true, medical: true, unemployment: true };
  for (const pay of [700, 900, 1_000])
    await enter(COMMUNITY, 'cadre', { ...worker, ...insured, person_key: `worker-${pay}`, monthly_pay: pay });
  await enter(HOSTED_BY_CITY, 'cadre', { ...worker, ...insured, person_key: 'worker', monthly_pay: 950 });
  await at(CITY).call('administrator', 'POST', '/api/v1/catalogues', { ...document, version: 'paid' });
  const shown = await shows(CITY, 'cadre-benefits', { n: 3, d: 4 });
  expect(shown.children.find(({ unit }: Body) => unit === DISTRICT).terms).toEqual({ n: 2, d: 3 });
  await shows(CITY, 'persons-served', { n: 14, d: 14 });
});

it('a city that has lost what came is sent it again', async () => {
  await test.query(CITY, 'DELETE FROM partial');
  await test.query(CITY, 'DELETE FROM partial_source');
  await shows(CITY, 'persons-served', { n: 14, d: 14 });
});

it('P3 P6 logs and figures of both are sound', async () => {
  await settled(test);
  await expectSound(test);
});
