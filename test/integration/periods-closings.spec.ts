import { Clock } from '#platform/config';
import type { ApiAnswer, Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { RandomClerk } from '../support/random-clerk.js';
import { expectRefusal } from '../support/refusals.js';
import { ACROSS, activity, COMMUNITY, NEIGHBOUR, person, waste } from '../support/sample-records.js';
import { runSeed, SeededRandom } from '../support/seeded-random.js';

const CITY = '1405';
const DISTRICT = '140502';
const STREET = '140502001';
const SEED = runSeed();
const BEFORE = 60;
const AFTER = 60;

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({
    unit: CITY,
    callers: [`administrator:${DISTRICT}`, `clerk:${STREET}`, 'administrator:140581'],
  });
});
afterAll(() => node?.close());

const close = (body: object, caller = node.as('administrator')): Promise<ApiAnswer> =>
  caller.send('POST', '/api/v1/periods/closings', { unit: STREET, period: '2006-01', ...body });

async function closed(body: object): Promise<Body> {
  const { status, body: closing } = await close(body);
  expect([status, closing.code]).toEqual([201, undefined]);
  return closing;
}

async function detail(id: string): Promise<Body> {
  return (await node.as('administrator').get(`/api/v1/periods/closings/${id}`)).body;
}

async function figureOf(id: string, indicator: string): Promise<Body> {
  return (await detail(id)).figures.find((figure: Body) => figure.indicator === indicator);
}

async function enter(draft: ReturnType<typeof activity>): Promise<string> {
  const { status, body } = await node.as('clerk').create(draft);
  expect(status).toBe(201);
  return body.record;
}

const shortly = (causes: Body[]): string[] =>
  causes.map(({ record, op, version }) => `${record} ${op} ${version}`);

describe('a closed period', () => {
  it.each(['2006-13', '2006 x', '', 'x'])('is not looked for by the period %s', (period) =>
    expectRefusal(
      node,
      () => node.as('administrator').get(`/api/v1/periods/closings?period=${period}`),
      400,
      'period_invalid',
    ),
  );

  it('keeps what was reported, and shows what is known today beside it, with what came in between', async () => {
    const kept = await enter(waste({ waste_t: 10, sorted_t: 4, harmless_t: 1 }));
    const moved = await enter(activity({ held_on: '2006-01-20', title: '迁出' }));
    const closing = await closed({});
    expect(closing).toMatchObject({
      ...{ unit: STREET, period: '2006-01', lastDay: '2006-01-31', revision: 1, reason: null },
      ...{ closedBy: `administrator ${CITY}`, headsDigest: expect.stringMatching(/^\S{40,}$/) },
    });
    expect(await figureOf(closing.id, 'waste-sorted')).toMatchObject({
      ...{ frozen: 40, live: 40, difference: 0, differs: false, revised: false, causes: [], children: [] },
    });

    const late = await enter(waste({ waste_t: 10, sorted_t: 6, harmless_t: 1 }, { unit: NEIGHBOUR }));
    const { fields } = waste({ waste_t: 20, sorted_t: 4, harmless_t: 1 });
    await node.as('clerk').correct(kept, { expectedVersion: 1, period: '2006-01', fields, reason: '更正' });
    await node.as('clerk').remove(late, { expectedVersion: 1, reason: '重复' });
    // Elsewhere, in another month, and of another type: none of these can have moved the figure.
    await enter(waste({}, { unit: ACROSS }));
    await enter(waste({}, { period: '2006-02' }));
    await enter(activity({ held_on: '2006-01-10' }));
    await node.as('clerk').correct(moved, {
      expectedVersion: 1,
      fields: activity({ held_on: '2006-03-01', title: '迁出' }).fields,
      reason: '更正',
    });

    const figure = await figureOf(closing.id, 'waste-sorted');
    expect(figure).toMatchObject({ frozen: 40, live: 20, difference: -20, differs: true, revised: true });
    expect([figure.frozenTerms, figure.liveTerms]).toEqual([
      { n: 4, d: 10 },
      { n: 4, d: 20 },
    ]);
    expect(figure.children).toEqual([
      expect.objectContaining({ unit: COMMUNITY, frozen: 40, live: 20, difference: -20 }),
    ]);
    expect(shortly(figure.causes)).toEqual([`${late} delete 2`, `${kept} correct 2`, `${late} create 1`]);
    const activities = await figureOf(closing.id, 'activities');
    expect(activities).toMatchObject({ frozen: 1, live: 1, differs: false });
    expect(shortly((await causes(closing.id, 'activities', 10)).causes)).toContain(`${moved} correct 2`);
    expect((await detail(closing.id)).headsDigest).toBe(closing.headsDigest);
  });

  it('gives causes page by page, each once, and nothing of what they say', async () => {
    const closing = await closed({ unit: DISTRICT, period: '2005' });
    const records: string[] = [];
    for (let turn = 0; turn < 5; turn++)
      records.push(await enter(activity({ held_on: '2005-06-01', title: `${turn}` })));
    await enter(person({ registered_on: '2005-06-01' }));
    const told: Body[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await causes(closing.id, 'activities', 2, cursor);
      told.push(...page.causes);
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(shortly(told)).toEqual(records.reverse().map((record) => `${record} create 1`));
    for (const cause of told)
      expect(cause).toEqual({
        ...{ record: expect.any(String), unit: COMMUNITY, type: 'activity', op: 'create', version: 1 },
        ...{ recordedAt: expect.stringMatching(/Z$/), storedAt: expect.stringMatching(/Z$/) },
      });
    expect(JSON.stringify(await detail(closing.id))).not.toMatch(/李四|13800000000|p-1/);
  });

  it('is closed again only with a reason, as a further revision, and the first stays as it was', async () => {
    const period = '2006-Q1';
    const first = await closed({ period });
    const before = await detail(first.id);
    await enter(waste({}, { period: '2006-03', unit: NEIGHBOUR }));
    await expectRefusal(node, () => close({ period }), 422, 'closing_reason_missing');
    const second = await closed({ period, reason: '补报后重新关闭' });
    expect(second).toMatchObject({ revision: 2, reason: '补报后重新关闭' });
    const after = await detail(first.id);
    const frozen = ({ figures }: Body) =>
      figures.map(({ indicator, frozen: value, frozenTerms }: Body) => [indicator, value, frozenTerms]);
    expect(frozen(after)).toEqual(frozen(before));
    expect((await figureOf(first.id, 'waste-sorted')).revised).toBe(true);
    expect((await figureOf(second.id, 'waste-sorted')).revised).toBe(false);
    const { closings, next } = (
      await node.as('clerk', STREET).get(`/api/v1/periods/closings?period=${period}`)
    ).body;
    expect([closings, next]).toEqual([[second, first], null]);
  });

  it('of two at once are two revisions', async () => {
    const both = await Promise.all([1, 2].map(() => close({ period: '2006-05', reason: '同时' })));
    expect(both.map(({ body }) => body.revision).sort()).toEqual([1, 2]);
  });

  it('cannot be changed in the database either', async () => {
    const { id } = await closed({ period: '2006-07' });
    for (const statement of [
      `UPDATE period_figure SET reading = '{}' WHERE closing = '${id}'`,
      `DELETE FROM period_figure WHERE closing = '${id}'`,
      `UPDATE period_closing SET reason = '' WHERE id = '${id}'`,
    ])
      await expect(node.query(statement)).rejects.toThrow(/is only added to/);
  });
});

async function causes(id: string, indicator: string, limit: number, cursor?: string): Promise<Body> {
  const query = new URLSearchParams({
    indicator,
    limit: String(limit),
    ...(cursor === undefined ? {} : { cursor }),
  });
  return (await node.as('administrator').get(`/api/v1/periods/closings/${id}/causes?${query.toString()}`))
    .body;
}

it(`tells of every figure what it is now, and why where it differs (TEST_SEED=${SEED})`, async () => {
  const clerk = new RandomClerk(node.as('clerk'), new SeededRandom(SEED));
  for (let step = 0; step < BEFORE; step++) await clerk.act();
  const closing = await closed({ unit: CITY, period: '2006' });
  const frozen = (await detail(closing.id)).figures;
  for (let step = 0; step < AFTER; step++) await clerk.act();
  const { figures } = await detail(closing.id);
  expect(figures.length).toBeGreaterThan(5);
  expect(figures.some(({ revised }: Body) => revised)).toBe(true);
  for (const [index, figure] of figures.entries()) {
    const { body } = await node
      .as('administrator')
      .indicator(figure.indicator, { unit: CITY, at: '2006-12-31' });
    expect([figure.indicator, figure.live, figure.liveTerms]).toEqual([
      figure.indicator,
      body.value,
      body.terms,
    ]);
    expect([figure.indicator, figure.frozen]).toEqual([figure.indicator, frozen[index].live]);
    expect([figure.indicator, figure.causes.length > 0]).toEqual([figure.indicator, figure.revised]);
  }
});

describe('a closing is refused', () => {
  it.each<[string, () => Promise<ApiAnswer>, number, string]>([
    ['by a clerk', () => close({}, node.as('clerk')), 403, 'role_insufficient'],
    [
      'by whoever has no say there',
      () => close({}, node.as('administrator', '140581')),
      403,
      'scope_exceeded',
    ],
    ['of what is no period', () => close({ period: '2006-Q5' }), 400, 'period_invalid'],
    [
      'of a period that is not over',
      () => close({ period: node.app.get(Clock).today().slice(0, 7) }),
      409,
      'period_not_over',
    ],
    ['of a unit that nobody knows', () => close({ unit: '140599' }), 404, 'unit_unknown'],
    ['for a reason of two lines', () => close({ reason: 'a\nb' }), 400, 'body_invalid'],
  ])('%s', (_, send, status, code) => expectRefusal(node, send, status, code));

  it.each([
    ['of an id that is none', 'x', 404, 'closing_unknown'],
    ['that nobody knows', '0190b5c7-3f5e-7c1a-9d2b-000000000001', 404, 'closing_unknown'],
  ])('when one is looked at %s', async (_, id, status, code) => {
    const answer = await node.as('administrator').get(`/api/v1/periods/closings/${id}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('when one of elsewhere is looked at, or a cursor is made up', async () => {
    const { id } = await closed({ period: '2006-08' });
    const elsewhere = await node.as('administrator', '140581').get(`/api/v1/periods/closings/${id}`);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([403, 'scope_exceeded']);
    const path = `/api/v1/periods/closings/${id}/causes?indicator=activities&cursor=x`;
    const made = await node.as('administrator').get(path);
    expect([made.status, made.body.code]).toEqual([400, 'cursor_invalid']);
  });
});
