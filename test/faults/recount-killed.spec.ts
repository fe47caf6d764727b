import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { settled } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import type { Body } from '../support/node-api.js';
import { until } from '../support/until.js';

const CITY = '1405';
const COMMUNITY = '140502001001';
const RECORDS = 12_000;
const BATCH = 500;
const KILLS = 3;
/** What the new catalogue counts: nothing of it is in the cells before. */
const BOUND = 100;
/** A killed worker's job is taken for dead after its lock. */
const TAKEN_OVER_MS_MAX = 60_000;

let test: TestFleet;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
});
afterAll(() => test?.stop());

const city = () => test.fleet.node(CITY);

const activity = (participants: number): object => {
  const fields = { kind: 'culture', title: '示例', held_on: '2006-02-12', participants };
  return { type: 'activity', unit: COMMUNITY, fields };
};

async function enter(from: number, to: number): Promise<void> {
  for (let made = from; made < to; made += BATCH) {
    const size = Math.min(BATCH, to - made);
    const { rejected } = await city().api.enter(
      Array.from({ length: size }, (_, index) => activity((made + index) % (2 * BOUND))),
    );
    expect(rejected).toEqual([]);
  }
}

interface Walk {
  readonly position: string | null;
  readonly running: boolean;
}

async function walk(): Promise<Walk> {
  const [row] = await test.query<Walk>(
    CITY,
    'SELECT position, (SELECT counted_with FROM node_identity) IS NULL AS running FROM recount',
  );
  if (!row) throw new TypeError('a migrated database has one recount');
  return row;
}

const figure = (code: string): Promise<Body> =>
  city().api.call<Body>('administrator', 'GET', `/api/v1/indicators/${code}?at=2006-12-31&period=year`);

async function catalogueWithOneMore(): Promise<Body> {
  const file = productFile('data/catalogue/jincheng-2005.json');
  const shipped: Body = JSON.parse(await readFile(file, 'utf8'));
  const like = shipped.indicators.find(({ code }: Body) => code === 'activities');
  const where = [['participants', '>=', BOUND]];
  const terms = { n: { from: 'activity', agg: 'count', where, window: 'period' } };
  const more = { ...like, code: 'crowded', terms, value: 'n', dims: [], targets: [] };
  return { ...shipped, version: 'one-more', indicators: [...shipped.indicators, more] };
}

it('a power cut in the middle of a recount loses nothing of it, and shows nothing wrong', async () => {
  await enter(0, RECORDS);
  const before = (await figure('activities')).value;
  expect(before).toBe(RECORDS);
  // The answer does not come where the node is killed before: the catalogue is in force all the same, or it is not.
  const issued = city().api.call('administrator', 'POST', '/api/v1/catalogues', await catalogueWithOneMore());
  const ended = issued.then(
    () => undefined,
    () => undefined,
  );
  let kills = 0;
  let { position } = await walk();
  await until(async () => (await walk()).running, { deadlineMs: TAKEN_OVER_MS_MAX, what: 'a recount' });
  for (; kills < KILLS; kills++) {
    const next = await until(
      async () => {
        const now = await walk();
        return (!now.running || now.position !== position) && now;
      },
      { deadlineMs: TAKEN_OVER_MS_MAX, what: 'the recount to go on' },
    );
    if (!next.running) break;
    await city().kill();
    position = (await walk()).position;
    await city().start();
    const shown = await figure('crowded');
    if (shown.value === null) expect(shown.reason.en).toMatch(/^Being counted anew/);
    else expect(shown.value).toBe(RECORDS / 2);
    // What the new catalogue does not touch goes on.
    expect((await figure('activities')).value).toBe(before);
  }
  await ended;
  expect(kills).toBeGreaterThan(0);
  await enter(RECORDS, RECORDS + 2 * BOUND);
  const right = RECORDS / 2 + BOUND;
  await until(async () => (await figure('crowded')).value === right, {
    deadlineMs: TAKEN_OVER_MS_MAX,
    what: `${right} to be shown`,
  });
  expect((await figure('activities')).value).toBe(RECORDS + 2 * BOUND);
  await settled(test);
  expect(await city().api.audit()).toMatchObject({ chainOk: true, recountOk: true });
});
