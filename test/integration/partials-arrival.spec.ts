import { readFileSync } from 'node:fs';
import { loadCatalogue } from '#core/catalogue';
import { LINK_MEDIA_TYPE } from '#core/protocol';
import { compileStatistics, planStart, seriesAbove } from '#core/statistics';
import { productFile } from '#platform/config';
import { storedIn } from '../support/fleet-proof.js';
import { TestFleet } from '../support/fleet.js';
import { certify, linkNodeOf, sendJson, type LinkNode } from '../support/link.js';
import type { Body } from '../support/node-api.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';

/*
 * What a node takes of figures whose records stay below: in the order of the changes, however often and late batches come, and
 * only what the sender may say and can be read.
 */

const CITY = '1405';
const DISTRICT = '140502';
const ELSEWHERE = '140581';
const PATH = '/sync/v1/partials';
const DAY = '2006-12-31';
const SEED = runSeed();
const ROUNDS = 20;

const catalogue = loadCatalogue(
  JSON.parse(readFileSync(productFile('data', 'catalogue', 'jincheng-2005.json'), 'utf8')),
);
const known = seriesAbove(compileStatistics(catalogue), 'city', planStart(catalogue));
const [SERIES = '', OTHER = ''] = [...known.keys()];
const SPLIT = [...known].find(([, { term }]) => term.term.dims.length > 0)?.[0] ?? '';

let test: TestFleet;
let district: LinkNode;
let stranger: LinkNode;

beforeAll(async () => {
  test = await TestFleet.start([CITY]);
  const city = await linkNodeOf(test, CITY);
  [district, stranger] = [certify(city, DISTRICT), certify(city, ELSEWHERE)];
});

afterAll(() => test?.stop());

beforeEach(async () => {
  await test.query(CITY, 'DELETE FROM partial');
  await test.query(CITY, 'DELETE FROM partial_source');
});

const row = (sequence: number, value: string | null, more: object = {}): Body => ({
  ...{ series: SERIES, day: DAY, value, records: value === null ? 0 : 3 },
  ...{ split: [], hidden: false, sequence, ...more },
});

const batch = (generation: number, after: number, rows: Body[], more: object = {}): Body => {
  const upTo = rows.at(-1)?.sequence ?? after;
  return { unit: DISTRICT, generation, catalogue: catalogue.version, after, upTo, head: upTo, rows, ...more };
};

const send = (body: Body, sender = district) => sendJson(test.fleet.node(CITY).url, sender, PATH, body);

async function values(): Promise<Record<string, string | null>> {
  const rows = await test.query<{ series: string; value: string | null }>(
    CITY,
    'SELECT series, value::text AS value FROM partial ORDER BY series',
  );
  return Object.fromEntries(rows.map(({ series, value }) => [series, value]));
}

async function fault(): Promise<string | null | undefined> {
  const [source] = await test.query<{ fault: string | null }>(CITY, 'SELECT fault FROM partial_source');
  return source?.fault;
}

describe('batches', () => {
  it('replace what was said, and change nothing when they come again', async () => {
    const first = batch(1, 0, [row(1, '5')]);
    expect((await send(first)).body).toEqual({ held: { generation: 1, sequence: 1 } });
    expect((await send(batch(1, 1, [row(2, '7')]))).body.held).toEqual({ generation: 1, sequence: 2 });
    expect((await send(first)).body.held).toEqual({ generation: 1, sequence: 2 });
    expect(await values()).toEqual({ [SERIES]: '7' });
  });

  it('are not taken where one is missing in front of them, or they are of an older reckoning', async () => {
    await send(batch(2, 0, [row(1, '5')]));
    for (const wrong of [batch(2, 4, [row(5, '9')]), batch(1, 0, [row(1, '8')]), batch(3, 1, [row(2, '8')])])
      expect((await send(wrong)).body.held).toEqual({ generation: 2, sequence: 1 });
    expect(await values()).toEqual({ [SERIES]: '5' });
  });

  it('of a new reckoning leave nothing of the old one', async () => {
    await send(batch(1, 0, [row(1, '5'), row(2, '6', { series: OTHER })]));
    await send(batch(2, 0, [row(1, '4')]));
    expect(await values()).toEqual({ [SERIES]: '4' });
  });

  it(`end in the same figures in whatever order they come (TEST_SEED=${SEED})`, async () => {
    const random = new SeededRandom(SEED);
    const sent: Body[] = [];
    let held = { generation: 0, sequence: 0 };
    const last: Record<string, string> = {};
    let [generation, sequence] = [1, 0];
    for (let round = 0; round < ROUNDS; round++) {
      if (random.chance(0.15)) {
        [generation, sequence] = [generation + 1, 0];
        for (const series of Object.keys(last)) delete last[series];
      }
      const series = random.pick([SERIES, OTHER]);
      const value = String(random.between(-50, 50));
      last[series] = value;
      sent.push(batch(generation, sequence, [row(sequence + 1, value, { series })]));
      sequence += 1;
      for (let turn = 0; turn < 3; turn++) held = (await send(random.pick(sent))).body.held ?? held;
    }
    // The sender goes on behind what is held, until all is there.
    for (const next of sent.filter((item) => item.generation === generation))
      held = (await send(next)).body.held;
    expect(held).toEqual({ generation, sequence });
    expect(await values()).toEqual(last);
  }, 60_000);
});

describe('a sender that is not honest', () => {
  it('says nothing of units that are not its own', async () => {
    await send(batch(1, 0, [row(1, '5')]));
    const before = await storedIn(test, CITY);
    for (const [body, sender] of [
      [batch(9, 0, [row(1, '1')]), stranger],
      [batch(9, 0, [row(1, '1')], { unit: CITY }), district],
      [batch(9, 0, [row(1, '1')], { unit: ELSEWHERE }), district],
    ] as const)
      expect((await send(body, sender)).body.code).toBe('origin_outside');
    expect(await values()).toEqual({ [SERIES]: '5' });
    expect(await storedIn(test, CITY)).toEqual(before);
  });

  it.each<[string, Body]>([
    ['no batch', 'nonsense'],
    ['a unit that is none', batch(1, 0, [row(1, '5')], { unit: '14050x' })],
    ['changes that go back', batch(1, 3, [row(2, '5')])],
    ['a change behind the end', batch(1, 0, [row(2, '5')], { upTo: 1, head: 1 })],
    ['a value with a point', batch(1, 0, [row(1, '1.5')])],
    ['a value without end', batch(1, 0, [row(1, '9'.repeat(60))])],
    ['a day that there is not', batch(1, 0, [row(1, '5', { day: '2006-02-30' })])],
    ['a series that cannot be one', batch(1, 0, [row(1, '5', { series: "x'; DROP TABLE partial" })])],
    ['one place twice', batch(1, 0, [row(1, '5'), row(2, '6')])],
    [
      'a group twice',
      batch(1, 0, [
        row(1, '5', {
          split: [
            ['["a"]', '1', 3],
            ['["a"]', '1', 3],
          ],
        }),
      ]),
    ],
    ['dims that are no list', batch(1, 0, [row(1, '5', { split: [['{}', '1', 3]] })])],
    ['nothing with records', batch(1, 0, [row(1, null, { records: 2 })])],
    ['counts that are none', batch(-1, 0, [row(1, '5')])],
  ])('is refused with %s', async (_, body) => {
    expect(await send(body)).toMatchObject({ status: 400, body: { code: 'body_invalid' } });
    expect(await values()).toEqual({});
  });

  it('cannot have a group shown that is too small, and the figure says that something is wrong', async () => {
    expect(SPLIT).not.toBe('');
    const dims = JSON.stringify(known.get(SPLIT)?.term.term.dims.map(() => 'x'));
    await send(batch(1, 0, [row(1, '5', { series: SPLIT, split: [[dims, '2', 2]] })]));
    expect([await values(), await fault()]).toEqual([{}, 'split_wrong']);
  });

  it('cannot make series that the catalogue does not have', async () => {
    await send(batch(1, 0, [row(1, '5', { series: `${'0'.repeat(16)}.${'0'.repeat(16)}` })]));
    expect([await values(), await fault()]).toEqual([{}, 'series_unknown']);
  });

  it('is not heard without a signature', async () => {
    const body = JSON.stringify(batch(1, 0, [row(1, '5')]));
    const headers = { 'content-type': LINK_MEDIA_TYPE };
    const response = await fetch(test.fleet.node(CITY).url + PATH, { method: 'POST', headers, body });
    expect(response.status).toBe(401);
    expect(await values()).toEqual({});
  });
});
