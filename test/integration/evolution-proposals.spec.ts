import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import type { ApiAnswer, Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { expectRefusal } from '../support/refusals.js';
import { activity, facility, waste } from '../support/sample-records.js';

const CITY = '1405';
const DISTRICT = '140502';
const PATH = '/api/v1/catalogues/proposals';
const AT = '2006-12-31';

let shipped: Body;
let city: TestNode;
let below: TestNode;

beforeAll(async () => {
  shipped = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  city = await TestNode.start({
    unit: CITY,
    callers: [`administrator:${DISTRICT}`, `clerk:${DISTRICT}`],
  });
  below = await TestNode.start({ unit: DISTRICT });
});

afterAll(async () => {
  await city?.close();
  await below?.close();
});

const named = (items: Body[], code: string): Body => items.find((item) => item.code === code);
const administrator = () => city.as('administrator');
const propose = (document: unknown) => administrator().send('POST', PATH, document);
const act = (id: string, step: 'sign' | 'withdraw', body: object = {}) =>
  administrator().send('POST', `${PATH}/${id}/${step}`, body);
const inForce = async (): Promise<string> =>
  (await city.as('operator').get('/api/v1/operations/status')).body.catalogue;

/** A catalogue of another version, changed at will. */
function changed(version: string, change: (document: Body) => void = () => undefined): Body {
  const document = { ...structuredClone(shipped), version };
  change(document);
  return document;
}

/** One more indicator over terms that nothing counts yet, and one whose terms change. */
const richer = (version: string): Body =>
  changed(version, (document) => {
    const culture = structuredClone(named(document.indicators, 'activities'));
    culture.terms = { n: { from: 'activity', agg: 'sum', field: 'participants', window: 'period' } };
    document.indicators.push({ ...culture, code: 'visitors', value: 'n', dims: [], targets: [] });
    const facilities = named(document.indicators, 'facilities');
    facilities.terms = { n: { from: 'facility', agg: 'count', where: [['kind', '=', 'library']] } };
    facilities.value = '2 * n';
  });

async function openCount(): Promise<number> {
  const [row] = await city.query<{ n: string }>(
    `SELECT count(*) AS n FROM catalogue_proposal WHERE state = 'open'`,
  );
  return Number(row?.n);
}

async function refuses(send: () => Promise<ApiAnswer>, status: number, code: string, node = city) {
  const before = await openCount();
  await expectRefusal(node, send, status, code);
  expect(await openCount()).toBe(before);
}

describe('who may', () => {
  it.each<[string, () => Promise<ApiAnswer>, number, string]>([
    ['no clerk', () => city.as('clerk').send('POST', PATH, {}), 403, 'role_insufficient'],
    ['no operator', () => city.as('operator').send('POST', PATH, {}), 403, 'role_insufficient'],
    [
      'nobody of a part',
      () => city.as('administrator', DISTRICT).send('POST', PATH, changed('x')),
      403,
      'scope_exceeded',
    ],
    ['nobody without a token', () => city.withToken().send('POST', PATH, {}), 401, 'token_missing'],
    ['a clerk does not look', () => city.as('clerk').get(PATH), 403, 'role_insufficient'],
  ])('%s', (_, send, status, code) => refuses(send, status, code));

  it('nobody below the city: the catalogue comes from above', () =>
    refuses(
      () => below.as('administrator').send('POST', PATH, changed('x')),
      409,
      'catalogue_from_above',
      below,
    ));
});

describe('a proposal that is refused', () => {
  it.each<[string, () => unknown, number, string]>([
    ['is none', () => ({ version: 'x' }), 400, 'catalogue_invalid'],
    ['is a list', () => [], 400, 'catalogue_invalid'],
    [
      'names what is not there',
      () => changed('x', (d) => (d.types[0].fields[0].type = 'colour')),
      400,
      'catalogue_invalid',
    ],
    ['holds what no database holds', () => ({ ...changed('x'), note: '\u0000' }), 400, 'catalogue_invalid'],
    ['holds half a character', () => ({ ...changed('x'), note: '\ud800' }), 400, 'catalogue_invalid'],
    ['is in force', () => shipped, 409, 'catalogue_unchanged'],
    ['has a name that is taken', () => ({ ...shipped, note: 'another' }), 409, 'catalogue_version_taken'],
  ])('%s', (_, document, status, code) => refuses(() => propose(document()), status, code));

  it('says of each change by which records lose their meaning what it is', async () => {
    const document = changed('x', (d) => {
      const { fields } = named(d.types, 'activity');
      fields.find(({ name }: Body) => name === 'participants').type = 'decimal';
      delete named(d.types, 'person').fields.find(({ name }: Body) => name === 'name').travel;
    });
    const { status, body } = await propose(document);
    expect([status, body.code]).toEqual([422, 'catalogue_change_forbidden']);
    expect(body.details.map(({ code, path }: Body) => [code, path])).toEqual([
      ['field_travel_raised', 'types/person/fields/name'],
      ['field_kind_changed', 'types/activity/fields/participants'],
    ]);
    expect(body.details[1].message.zh).toContain('请新增一个字段');
  });

  it.each([
    ['an id that is none', 'x', 'proposal_unknown'],
    ['an unknown id', '00000000-0000-4000-8000-000000000000', 'proposal_unknown'],
  ])('by %s', async (_, id, code) => {
    for (const step of ['sign', 'withdraw'] as const) await refuses(() => act(id, step), 404, code);
    await refuses(() => administrator().get(`${PATH}/${id}`), 404, code);
  });
});

describe('a proposal', () => {
  it('is shown with what it changes, and withdrawn with a reason; nothing is in force by it', async () => {
    const made = await propose(richer('draft'));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      version: 'draft',
      baseVersion: shipped.version,
      state: 'open',
      stale: false,
    });
    expect(made.body.differences.map(({ what, path }: Body) => `${what} ${path}`)).toEqual([
      'changed indicators/facilities',
      'added indicators/visitors',
    ]);
    const touched = made.body.indicators.filter(({ effect }: Body) => effect !== 'same');
    expect(touched.map(({ indicator, effect }: Body) => [indicator, effect]).sort()).toEqual([
      ['facilities', 'may change'],
      ['visitors', 'added'],
    ]);
    const { id } = made.body;
    await refuses(() => act(id, 'withdraw', { reason: 'x'.repeat(501) }), 400, 'body_invalid');
    await refuses(() => act(id, 'withdraw', { because: 'x' }), 400, 'body_invalid');
    const ended = (await act(id, 'withdraw', { reason: '有误' })).body;
    expect(ended.state).toBe('withdrawn');
    expect(ended.steps).toMatchObject([
      { step: 'proposed', by: `administrator ${CITY}`, reason: null },
      { step: 'withdrawn', by: `administrator ${CITY}`, reason: '有误' },
    ]);
    await refuses(() => act(id, 'sign'), 409, 'proposal_state');
    expect(await inForce()).toBe(shipped.version);
    const [listed] = (await administrator().get(PATH)).body;
    expect(listed).toMatchObject({ id, state: 'withdrawn', stale: false });
    await expect(city.query('UPDATE catalogue_proposal_step SET by = $1', ['nobody'])).rejects.toThrow(
      /only added to/,
    );
  });

  it('that asks what is asked already is signed with a reason only', async () => {
    const document = changed('twice', (d) =>
      named(d.types, 'security-report').fields.push({
        ...{ name: 'machines', type: 'integer', zh: '计算机台数', en: 'Machines', required: true },
      }),
    );
    const { body } = await propose(document);
    expect(body.askedTwice).toMatchObject([
      {
        type: 'security-report',
        field: 'machines',
        already: [{ type: 'community-profile', field: 'computers' }],
      },
    ]);
    const more = body.burden.filter((row: Body) => row.after !== row.before);
    expect(more).toMatchObject([{ level: 'community', rhythm: 'month' }]);
    await refuses(() => act(body.id, 'sign'), 409, 'catalogue_asks_twice');
    await act(body.id, 'withdraw');
  });
});

describe('the effect', () => {
  const figures = async (): Promise<Map<string, number | null>> => {
    const { rows } = (await administrator().get(`/api/v1/board?at=${AT}&period=year`)).body;
    return new Map(rows.map(({ code, value }: Body) => [code, value]));
  };

  it('is what the figures are before and after the catalogue is signed', async () => {
    const made = await city
      .as('clerk')
      .createBatch([
        facility(),
        facility({ name: '另一个' }),
        activity(),
        activity({ participants: 7 }),
        waste(),
      ]);
    expect(made.body.rejected).toEqual([]);
    const { id } = (await propose(richer('next'))).body;
    const rival = (await propose(changed('rival', (d) => (named(d.indicators, 'activities').zh = '改名'))))
      .body;
    const stored = await city.stored();
    const { body: effect } = await administrator().get(`${PATH}/${id}/effect?at=${AT}`);
    expect(await city.stored()).toEqual(stored);
    expect(effect).toMatchObject({ unit: CITY, at: AT, complete: true, held: 0 });
    const of = (side: 'before' | 'after') =>
      new Map(effect.indicators.map((row: Body) => [row.indicator, row[side]]));
    const before = await figures();
    for (const [code, value] of before) expect([code, of('before').get(code)]).toEqual([code, value]);
    expect(of('after').get('visitors')).toBe(87);

    const signed = await act(id, 'sign', { reason: '年度更新' });
    expect([signed.status, signed.body.version, await inForce()]).toEqual([200, 'next', 'next']);
    const after = await figures();
    expect(after.size).toBe(before.size + 1);
    for (const [code, value] of after) expect([code, of('after').get(code)]).toEqual([code, value]);
    expect([after.get('visitors'), after.get('facilities')]).not.toContain(null);
    expect((await city.as('operator').audit()).body).toMatchObject({ chainOk: true, recountOk: true });

    await refuses(() => act(rival.id, 'sign'), 409, 'proposal_base_changed');
    expect((await administrator().get(`${PATH}/${rival.id}`)).body.stale).toBe(true);
    await act(rival.id, 'withdraw');
  });

  it('is shown of the caller’s own unit, and of none outside it', async () => {
    const { id } = (await propose(richer('again'))).body;
    const own = await city.as('administrator', DISTRICT).get(`${PATH}/${id}/effect?at=${AT}`);
    expect([own.status, own.body.unit]).toEqual([200, DISTRICT]);
    await refuses(
      () => city.as('administrator', DISTRICT).get(`${PATH}/${id}/effect?unit=${CITY}`),
      403,
      'scope_exceeded',
    );
    await refuses(() => administrator().get(`${PATH}/${id}/effect?at=2006-02-30`), 400, 'query_invalid');
    await act(id, 'withdraw');
  });
});

it('open proposals are bounded', async () => {
  const bound = 20;
  for (let number = await openCount(); number < bound; number++)
    expect((await propose(changed(`many-${number}`))).status).toBe(201);
  await refuses(() => propose(changed('one-too-many')), 409, 'proposals_too_many');
});
