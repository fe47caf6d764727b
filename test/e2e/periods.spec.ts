import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { ApiError, ONE_BRANCH } from '../../apps/demo/src/fleet/index.js';
import type { Body } from '../support/node-api.js';
import { expectSound, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { until } from '../support/until.js';
import { laterDay, monthEnd } from '../support/written-obligations.js';

const [CITY, DISTRICT, STREET, COMMUNITY] = ONE_BRANCH;
const ABOVE = [STREET, DISTRICT, CITY];

const ARRIVAL = { deadlineMs: 30_000 };

const TYPE = 'environment-report';
const FIELDS = { waste_t: 10, sorted_t: 4, harmless_t: 8 };

let test: TestFleet;
let today: string;
/** A month that is locked. */
let lastDay: string;
let period: string;

beforeAll(async () => {
  test = await TestFleet.start(ONE_BRANCH);
  today = new Date().toISOString().slice(0, 10);
  lastDay = monthEnd(today, 4);
  period = lastDay.slice(0, 7);
  await lockEverything();
});
afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

/** Puts a catalogue in force at every node by which also this month locks, whatever the year. */
async function lockEverything(): Promise<void> {
  const document = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  document.params.find(({ code }: Body) => code === 'report.locked_from').value = '2000-01-01';
  await at(CITY).call('administrator', 'POST', '/api/v1/catalogues', { ...document, version: 'locking' });
  for (const unit of test.units)
    await until(async () => ((await at(unit).status()) as Body).catalogue === 'locking', {
      ...ARRIVAL,
      what: `the catalogue at ${unit}`,
    });
}

const enter = (fields: object = FIELDS): Promise<Body> =>
  at(COMMUNITY).call('clerk', 'POST', '/api/v1/records', { type: TYPE, unit: COMMUNITY, period, fields });

/** What a node shows of the community's report. */
async function shownAt(unit: string): Promise<Body> {
  const query = `unit=${COMMUNITY}&from=${lastDay}&to=${lastDay}&type=${TYPE}`;
  const grid = await at(unit).call<Body>('clerk', 'GET', `/api/v1/periods/completeness?${query}`);
  return grid.obligations[0];
}

function arrives(unit: string, what: string, is: (shown: Body) => boolean): Promise<Body> {
  return until(
    async () => {
      const shown = await shownAt(unit);
      return is(shown) && shown;
    },
    { ...ARRIVAL, what: `${what} at ${unit}` },
  );
}

let report: Body;

it('a locked period takes nothing at the community, and says who can unlock it', async () => {
  const refused = await enter().catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ status: 409, body: { code: 'period_locked' } });
  expect(await shownAt(COMMUNITY)).toMatchObject({ stage: 'missing', locked: true });
});

it('P3 an unlock of the street reaches the community’s own node, and lets its report in', async () => {
  const until_ = laterDay(today, 10);
  const body = { unit: COMMUNITY, type: TYPE, period, reason: '停电补报', until: until_ };
  const given = await at(STREET).call<Body>('administrator', 'POST', '/api/v1/periods/unlocks', body);
  expect(given).toMatchObject({ ...body, issuer: STREET });
  const shown = await arrives(COMMUNITY, 'the unlock', ({ locked }) => !locked);
  expect(shown).toMatchObject({ stage: 'missing', unlockedUntil: until_ });
  const { unlocks } = await at(COMMUNITY).call<Body>('clerk', 'GET', '/api/v1/periods/unlocks');
  expect(unlocks).toEqual([given]);
  report = await enter();
});

it('P1 the tiers above count what was recorded below, though the period is locked for them', async () => {
  for (const unit of ABOVE) {
    const shown = await arrives(unit, 'the report', ({ receivedOn }) => receivedOn !== null);
    expect(shown).toMatchObject({ stage: 'late', complete: false, locked: unit !== STREET });
  }
});

it('P2 a declaration rises to the city, and so does its withdrawal', async () => {
  const fields = { report: TYPE, period_end: lastDay };
  const draft = { type: 'report-completion', unit: COMMUNITY, fields };
  const declared = await at(COMMUNITY).call<Body>('clerk', 'POST', '/api/v1/records', draft);
  for (const unit of ABOVE) {
    const shown = await arrives(unit, 'the declaration', ({ complete }) => complete);
    expect(shown.declaration).toEqual({ record: declared.record, version: 1 });
  }
  await at(COMMUNITY).remove(declared.record, 1, '还不完整');
  for (const unit of ABOVE)
    await arrives(unit, 'the withdrawal', (shown) => !shown.complete && shown.declaration === null);
});

it('what comes in after the city has closed the period is shown as the cause of the difference', async () => {
  await settled(test);
  const order = { unit: CITY, period };
  const { id } = await at(CITY).call<Body>('administrator', 'POST', '/api/v1/periods/closings', order);
  const fields = { ...FIELDS, waste_t: 20 };
  const body = { expectedVersion: 1, period, fields, reason: '漏报' };
  await at(COMMUNITY).call('clerk', 'PUT', `/api/v1/records/${report.record}`, body);
  const path = `/api/v1/periods/closings/${id}`;
  const figure = await until(
    async () => {
      const closing = await at(CITY).call<Body>('administrator', 'GET', path);
      return closing.figures.find(({ indicator, revised }: Body) => revised && indicator === 'waste-sorted');
    },
    { ...ARRIVAL, what: 'a revised figure at the city' },
  );
  expect(figure).toMatchObject({ frozen: 40, live: 20, difference: -20 });
  expect(figure.children).toEqual([expect.objectContaining({ unit: DISTRICT, difference: -20 })]);
  expect(figure.causes).toEqual([
    {
      ...{ record: report.record, unit: COMMUNITY, type: TYPE, op: 'correct', version: 2 },
      ...{ recordedAt: expect.any(String), storedAt: expect.any(String) },
    },
  ]);
});

it('P3 P6 and every tier’s logs and figures are sound', async () => {
  await settled(test);
  await expectSound(test);
});
