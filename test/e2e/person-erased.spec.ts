import { ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import { PARTITIONS } from '../../apps/drill/src/link/index.js';
import { databasePlaces } from '../security/marks/places.js';
import { expectSound, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { NodeApi, type Body } from '../support/node-api.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
/** Examples of GB 11643-1999. */
const NUMBERS = ['11010519491231002X', '440524188001010014'] as const;

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH, { linked: true });
  await until(async () => (await keyAt(COMMUNITY, NUMBERS[0])) !== undefined, {
    deadlineMs: 60_000,
    what: 'the city’s secret at the community',
  });
});
afterAll(() => test?.stop());

function api(unit: string, role: 'clerk' | 'administrator' = 'clerk'): NodeApi {
  const { url, api } = test.fleet.node(unit);
  return new NodeApi(url, api.tokens[role]);
}

async function keyAt(unit: string, idNumber: string): Promise<string | undefined> {
  const { status, body } = await api(unit).send('POST', '/api/v1/persons/key', { idNumber });
  return status === 200 ? body.personKey : undefined;
}

/** Somebody who is registered, corrected once, and has found work; every text of it is told from all others by `mark`. */
async function enterPerson(idNumber: string, mark: string): Promise<{ key: string; record: string }> {
  const key = (await keyAt(COMMUNITY, idNumber)) ?? '';
  const fields = {
    id_no: idNumber,
    name: `${mark}甲`,
    phone: `${mark}1`,
    address: `${mark}路`,
    note: `${mark}注`,
    ...{ sex: 'f', birth_year: 1949, category: 'elderly', registered_on: '2006-01-01', served: true },
  };
  const listed = await api(COMMUNITY).create({ type: 'person', unit: COMMUNITY, fields });
  const { record } = listed.body;
  const changed = await api(COMMUNITY).correct(record, {
    expectedVersion: 1,
    fields: { ...fields, phone: `${mark}2` },
    reason: `${mark}因`,
  });
  const work = {
    ...{ person_key: key, name: `${mark}甲`, kind: 'reemployed', employer: '纺织厂' },
    ...{ difficulty: true, happened_on: '2006-05-05' },
  };
  const found = await api(COMMUNITY).create({ type: 'employment-event', unit: COMMUNITY, fields: work });
  expect([listed.status, changed.status, found.status]).toEqual([201, 200, 201]);
  return { key, record };
}

async function erase(key: string): Promise<Body> {
  const request = { personKey: key, ground: 'consent-withdrawn' };
  return (await api(COMMUNITY, 'administrator').send('POST', '/api/v1/persons/erasure', request)).body;
}

/** The tables of each node that say one of these words. */
async function saying(words: readonly string[]): Promise<string[]> {
  const places = await Promise.all(ONE_BRANCH.map((unit) => databasePlaces(test, unit)));
  return places.flat().flatMap(({ name, text }) => (words.some((word) => text.includes(word)) ? [name] : []));
}

async function reemployed(unit: string): Promise<number> {
  return (await test.fleet.node(unit).api.indicator('reemployed', 'at=2006-12-31')).value as number;
}

it('the key of a person is the same at every tier', async () => {
  for (const unit of ONE_BRANCH) {
    await until(async () => (await keyAt(unit, NUMBERS[0])) !== undefined, {
      deadlineMs: 60_000,
      what: `the city’s secret at ${unit}`,
    });
  }
  const keys = await Promise.all(ONE_BRANCH.map((unit) => keyAt(unit, NUMBERS[0])));
  expect(new Set(keys).size).toBe(1);
});

it('who is erased after the records have risen is in no database of any tier, and every figure stays', async () => {
  const { key } = await enterPerson(NUMBERS[0], 'mq1x');
  await settled(test);
  const before = await Promise.all(ONE_BRANCH.map(reemployed));
  expect(before).toEqual([1, 1, 1, 1]);
  expect((await saying([key])).some((name) => name.endsWith(`of ${CITY}`))).toBe(true);
  expect((await saying(['mq1x'])).some((name) => name.endsWith(`of ${COMMUNITY}`))).toBe(true);

  expect(await erase(key)).toMatchObject({ erased: [{}, {}], elsewhere: [], more: false });
  await settled(test);
  expect(await saying([key, 'mq1x', NUMBERS[0]])).toEqual([]);
  expect(await Promise.all(ONE_BRANCH.map(reemployed))).toEqual(before);
  await expectSound(test);
});

it('who is erased while the link is down never rises, and nothing is held back for it', async () => {
  test.link(COMMUNITY).become(PARTITIONS.both);
  const { key } = await enterPerson(NUMBERS[1], 'mq2x');
  await erase(key);
  test.link(COMMUNITY).reset();
  test.link(COMMUNITY).mend();
  await settled(test);
  expect(await saying([key, 'mq2x', NUMBERS[1]])).toEqual([]);
  expect(await Promise.all(ONE_BRANCH.map(reemployed))).toEqual([2, 2, 2, 2]);
  for (const unit of [CITY, DISTRICT, STREET])
    expect(await test.query(unit, 'SELECT code FROM quarantine')).toEqual([]);
  await expectSound(test);
});

it('a damaged row of an erased version is mended without its text', async () => {
  const [row] = await test.query<{ origin_id: number; seq: string }>(
    STREET,
    `SELECT l.origin_id, l.seq FROM log_entry l JOIN record r ON r.record = l.record
     WHERE l.header LIKE '%"type":"person"%' AND l.version < r.version ORDER BY l.seq LIMIT 1`,
  );
  await test.query(STREET, 'UPDATE log_entry SET district = $3 WHERE origin_id = $1 AND seq = $2', [
    row?.origin_id,
    row?.seq,
    '#AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ]);
  expect((await test.fleet.node(STREET).api.audit()).chainOk).toBe(false);
  await until(async () => (await test.fleet.node(STREET).api.audit()).chainOk, {
    deadlineMs: 90_000,
    everyMs: 1_000,
    what: 'the row to be mended',
  });
  expect(await saying(['mq1x', 'mq2x'])).toEqual([]);
}, 120_000);
