import { isDeepStrictEqual } from 'node:util';
import { expectSound, settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import type { Body, NewRecord } from '../support/node-api.js';
import { ACROSS, COMMUNITY, request } from '../support/sample-records.js';
import { until } from '../support/until.js';

const CITY = '1405';
const DISTRICT = '140502';
const OTHER_DISTRICT = '140581';
const OTHER_COMMUNITY = '140581001001';
const ARRIVAL_MS_MAX = 30_000;

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start([CITY, DISTRICT, OTHER_DISTRICT], { linked: true });
});
afterAll(() => test?.stop());

const at = (unit: string) => test.fleet.node(unit).api;

async function enter(node: string, draft: NewRecord): Promise<string> {
  return (await at(node).call<Body>('clerk', 'POST', '/api/v1/records', draft)).record;
}

const step = (of: string, action: string, day: string, unit: string): NewRecord => ({
  type: 'request-step',
  unit,
  fields: { request: of, action, at: `2006-04-${day}T09:00:00+08:00` },
});

async function shows(terms: object, value: number | null): Promise<void> {
  let last: Body;
  await until(
    async () => {
      const path = '/api/v1/indicators/request-on-time?at=2006-12-31&period=year';
      last = await at(CITY).call<Body>('administrator', 'GET', path);
      return last.value === value && isDeepStrictEqual({ ...last.terms }, terms);
    },
    { deadlineMs: ARRIVAL_MS_MAX, what: `${value} of ${JSON.stringify(terms)}` },
  ).catch((error: unknown) => {
    throw new Error(`it is ${JSON.stringify([last?.value, last?.terms])}`, { cause: error });
  });
}

const storedAtCity = async (record: string): Promise<boolean> =>
  (await test.query(CITY, `SELECT 1 FROM record WHERE record = $1 AND status = 'counted'`, [record])).length >
  0;

it('the city folds the steps of a request, also those that came before it and those of another district', async () => {
  test.link(DISTRICT).become({ requests: 'hold', answers: 'hold' });
  const own = await enter(
    DISTRICT,
    request({ request_no: 'A', due_at: '2006-04-05T09:00:00+08:00' }, { unit: COMMUNITY }),
  );
  const closing = await enter(OTHER_DISTRICT, step(own, 'close', '02', OTHER_COMMUNITY));
  await until(() => storedAtCity(closing), { deadlineMs: ARRIVAL_MS_MAX, what: 'the step at the city' });
  await shows({ n: 0, d: 0 }, null);
  test.link(DISTRICT).mend();
  await shows({ n: 1, d: 1 }, 100);

  await enter(CITY, step(own, 'reopen', '03', CITY));
  await shows({ n: 0, d: 0 }, null);
  await enter(DISTRICT, step(own, 'close', '09', ACROSS));
  await shows({ n: 0, d: 1 }, 0);
  const { fields } = await at(CITY).call<Body>('clerk', 'GET', `/api/v1/records/${own}`);
  expect(fields).toMatchObject({ status: 'closed', on_time: false, reopened: 1 });

  await at(OTHER_DISTRICT).call('clerk', 'DELETE', `/api/v1/records/${closing}?expectedVersion=1`);
  await at(DISTRICT).call('clerk', 'DELETE', `/api/v1/records/${own}?expectedVersion=1`);
  await shows({ n: 0, d: 0 }, null);
  await settled(test);
  await expectSound(test);
});
