import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { productFile } from '#platform/config';
import { openDatabase } from '#platform/storage';
import { activateDocument } from '#features/ledger';
import type { ApiAnswer, Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { Outsider } from '../support/outsider.js';
import { expectRefusal } from '../support/refusals.js';

const CITY = '1405';
const DISTRICT = '140502';
const COMMUNITY = '140502001001';

const ANNOUNCEMENT = { title: '汛期值班', text: '每日值班。\n请报名单。', validFrom: '2006-06-01' };
const ORG = { type: 'org', fields: { name: '示例支部', kind: 'party-branch', established_on: '2005-03-01' } };

let city: TestNode;
let community: TestNode;

beforeAll(async () => {
  city = await TestNode.start({
    unit: CITY,
    callers: [`administrator:${DISTRICT}`, `clerk:${DISTRICT}`],
  });
  community = await TestNode.start({ unit: COMMUNITY });
});

afterAll(async () => {
  await city?.close();
  await community?.close();
});

const saidAt = async (node: TestNode): Promise<number> =>
  Number((await node.query<{ n: string }>('SELECT count(*) AS n FROM directive'))[0]?.n);

/** Nothing was said, and nothing else has changed. */
async function refuses(node: TestNode, send: () => Promise<ApiAnswer>, status: number, code: string) {
  const before = await saidAt(node);
  await expectRefusal(node, send, status, code);
  expect(await saidAt(node)).toBe(before);
}

async function enter(node: TestNode, unit: string): Promise<string> {
  const record = randomUUID() as string;
  const fields = { ...ORG.fields, name: `示例 ${record}` };
  const { status } = await node.as('clerk').create({ record, unit, ...ORG, fields });
  expect(status).toBe(201);
  return record;
}

describe('who may speak', () => {
  const post =
    (role: 'clerk' | 'administrator' | 'operator', unit: string, path: string, body: object) => () =>
      city.as(role, unit).send('POST', `/api/v1/${path}`, body);
  const target = { unit: DISTRICT, indicator: 'organisations', period: '2006', value: 1 };

  it.each<[string, () => Promise<ApiAnswer>, number, string]>([
    [
      'a clerk announces nothing',
      post('clerk', CITY, 'announcements', ANNOUNCEMENT),
      403,
      'role_insufficient',
    ],
    ['an operator sets no target', post('operator', CITY, 'targets', target), 403, 'role_insufficient'],
    ['a clerk issues no catalogue', post('clerk', CITY, 'catalogues', {}), 403, 'role_insufficient'],
    [
      'whoever acts for a part does not speak for the city',
      post('administrator', DISTRICT, 'announcements', ANNOUNCEMENT),
      403,
      'scope_exceeded',
    ],
    [
      'nor does that one issue a catalogue',
      post('administrator', DISTRICT, 'catalogues', {}),
      403,
      'scope_exceeded',
    ],
  ])('%s', (_, send, status, code) => refuses(city, send, status, code));
});

describe('an announcement', () => {
  it('is shown to whoever it concerns, page by page, the newest first', async () => {
    for (const title of ['一', '二', '三'])
      await city.as('administrator').send('POST', '/api/v1/announcements', { ...ANNOUNCEMENT, title });
    await city
      .as('administrator')
      .send('POST', '/api/v1/announcements', { ...ANNOUNCEMENT, title: '四', unit: '140521' });
    const first = (await city.as('clerk').get('/api/v1/announcements?limit=3')).body;
    expect(first.announcements.map(({ title }: Body) => title)).toEqual(['四', '三', '二']);
    const rest = (await city.as('clerk').get(`/api/v1/announcements?limit=3&cursor=${first.next}`)).body;
    expect(rest.announcements.map(({ title }: Body) => title)).toEqual(['一']);
    expect(rest.next).toBeNull();
    const district = (await city.as('clerk', DISTRICT).get('/api/v1/announcements')).body;
    expect(district.announcements.map(({ title }: Body) => title)).toEqual(['三', '二', '一']);
  });

  it.each<[string, object, number, string]>([
    ['without a title', { title: undefined }, 400, 'body_invalid'],
    ['with a member that nobody reads', { colour: 'red' }, 400, 'body_invalid'],
    ['with an empty title', { title: ' ' }, 400, 'directive_invalid'],
    ['with a title of two lines', { title: 'a\nb' }, 400, 'directive_invalid'],
    ['with a text beyond its bound', { text: '长'.repeat(3_001) }, 400, 'directive_invalid'],
    ['with a character that no database holds', { text: 'a\u0000' }, 400, 'directive_invalid'],
    ['on a day that does not exist', { validFrom: '2006-02-30' }, 400, 'directive_invalid'],
    ['that ends before it begins', { validUntil: '2006-05-31' }, 400, 'directive_invalid'],
    ['to a unit that nobody knows', { unit: '140599' }, 404, 'unit_unknown'],
    ['to what is no unit', { unit: '14050' }, 400, 'unit_code_invalid'],
  ])('%s is refused', (_, change, status, code) =>
    refuses(
      city,
      () => city.as('administrator').send('POST', '/api/v1/announcements', { ...ANNOUNCEMENT, ...change }),
      status,
      code,
    ),
  );

  it('of the longest kind fits a directive', async () => {
    const longest = { ...ANNOUNCEMENT, title: '题'.repeat(100), text: '长'.repeat(3_000) };
    const { status } = await city.as('administrator').send('POST', '/api/v1/announcements', longest);
    expect(status).toBe(201);
  });

  it('from below to above is refused', () =>
    refuses(
      community,
      () =>
        community.as('administrator').send('POST', '/api/v1/announcements', {
          ...ANNOUNCEMENT,
          unit: DISTRICT,
        }),
      422,
      'addressee_outside',
    ));
});

describe('a target', () => {
  it.each<[string, object, number, string]>([
    ['for an indicator that is none', { indicator: 'nothing' }, 404, 'indicator_unknown'],
    ['for a period that is none', { period: '2006-Q5' }, 400, 'directive_invalid'],
    ['without a number', { value: '40' }, 400, 'body_invalid'],
    ['beyond what is exact', { value: 2 ** 53 }, 400, 'directive_invalid'],
  ])('%s is refused', (_, change, status, code) => {
    const body = { unit: DISTRICT, indicator: 'organisations', period: '2006', value: 40, ...change };
    return refuses(city, () => city.as('administrator').send('POST', '/api/v1/targets', body), status, code);
  });
});

describe('an assignment', () => {
  it.each<[string, object, number, string]>([
    ['of nothing', { reference: undefined }, 400, 'directive_invalid'],
    ['of two things', { record: randomUUID() }, 400, 'directive_invalid'],
    ['of a record that nobody knows', { reference: undefined, record: randomUUID() }, 404, 'record_unknown'],
    ['without a day', { due: 'soon' }, 400, 'directive_invalid'],
  ])('%s is refused', (_, change, status, code) => {
    const body = { unit: DISTRICT, reference: '12345-118', due: '2006-07-31', ...change };
    return refuses(city, () => city.as('clerk').send('POST', '/api/v1/assignments', body), status, code);
  });
});

describe('a return for correction', () => {
  const wrong = { version: 1, reason: '成立日期有误', deadline: '2006-07-31' };
  const give = (node: TestNode, body: object) => () => node.as('clerk').send('POST', '/api/v1/returns', body);

  it('is open until the record has a newer version, and says so in its list and at the record', async () => {
    const record = await enter(city, COMMUNITY);
    const { status, body } = await give(city, { ...wrong, record })();
    expect([status, body]).toEqual([
      201,
      { ...wrong, record, id: body.id, issuedAt: body.issuedAt, issuer: CITY, unit: COMMUNITY, open: true },
    ]);
    expect((await city.as('clerk').read(record)).body.returns).toEqual([body]);
    await city.as('clerk').correct(record, {
      expectedVersion: 1,
      fields: { ...ORG.fields, name: `更正 ${record}` },
      reason: '更正',
    });
    const closed = { ...body, open: false };
    expect((await city.as('clerk').read(record)).body.returns).toEqual([closed]);
    expect((await city.as('clerk').get('/api/v1/returns')).body.returns).toEqual([closed]);
    await refuses(city, give(city, { ...wrong, record }), 409, 'version_conflict');
  });

  it('is refused for a record that nobody knows, that is deleted, or that is the node’s own', async () => {
    await refuses(city, give(city, { ...wrong, record: randomUUID() }), 404, 'record_unknown');
    const deleted = await enter(city, COMMUNITY);
    await city.as('clerk').remove(deleted, { expectedVersion: 1, reason: '重复' });
    await refuses(city, give(city, { ...wrong, record: deleted, version: 2 }), 409, 'record_deleted');
    const own = await enter(community, COMMUNITY);
    await refuses(community, give(community, { ...wrong, record: own }), 422, 'return_not_below');
  });

  it('is not shown at a record of another unit', async () => {
    const record = await enter(city, '140521100200');
    await city.query(
      `INSERT INTO directive (log_id, seq, line, chain, signer, signature, kind, record, state, revision)
       SELECT log_id, 9000, line, chain, signer, signature, kind, $1, state, revision FROM directive
       WHERE kind = 'return' LIMIT 1`,
      [record],
    );
    expect((await city.as('clerk').read(record)).body.returns).toEqual([]);
  });
});

describe('a catalogue', () => {
  let shipped: Body;
  beforeAll(async () => {
    shipped = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  });
  const issue =
    (document: unknown, node = city) =>
    () =>
      node.as('administrator').send('POST', '/api/v1/catalogues', document);

  it('is in force at once, is issued once, and again when another one was in force between', async () => {
    const first = { ...shipped, version: 'a' };
    const before = await saidAt(city);
    expect((await issue(first)()).body).toMatchObject({ version: 'a', repeated: false });
    expect((await issue(first)()).body).toMatchObject({ version: 'a', repeated: true });
    expect((await city.as('operator').get('/api/v1/operations/status')).body.catalogue).toBe('a');
    expect((await issue({ ...shipped, version: 'b' })()).body.repeated).toBe(false);
    expect((await issue(first)()).body).toMatchObject({ version: 'a', repeated: false });
    expect(await saidAt(city)).toBe(before + 3);
    expect((await city.as('operator').audit()).body.recountOk).toBe(true);
  });

  it('is refused where stored records would mean something else by it', async () => {
    const other = structuredClone(shipped);
    const { fields } = other.types.find(({ code }: Body) => code === 'environment-report');
    fields.find(({ name }: Body) => name === 'waste_t').unit = 'kg';
    await expectRefusal(city, issue({ ...other, version: 'other' }), 422, 'catalogue_change_forbidden');
  });

  it.each<[string, () => unknown]>([
    ['that is none', () => ({ version: 'x' })],
    ['with a character that no database holds', () => ({ ...shipped, version: 'c', note: '\u0000' })],
    ['with half a character', () => ({ ...shipped, version: 'd', note: '\ud800' })],
  ])('%s is refused, and the one before stays', async (_, document) => {
    await refuses(city, issue(document()), 400, 'catalogue_invalid');
    expect((await city.as('operator').get('/api/v1/operations/status')).body.catalogue).toBe('a');
  });

  it('that another process has put in force counts also a record that was on its way, and leaves it as it was entered', async () => {
    const stricter = structuredClone(shipped);
    const { fields } = stricter.types.find(({ code }: Body) => code === 'org');
    fields.find(({ name }: Body) => name === 'members').min = 10;
    const like = stricter.indicators.find(({ code }: Body) => code === 'organisations');
    stricter.indicators.push({ ...structuredClone(like), code: 'organisations-again', dims: [] });
    const record = randomUUID() as string;
    const [outsider, other] = [
      await Outsider.connect(city.databaseUrl),
      await openDatabase(city.databaseUrl),
    ];
    try {
      const entered = await outsider.whileLocked('record', 'EXCLUSIVE', async () => {
        const small = { ...ORG.fields, name: `示例 ${record}`, members: 5 };
        const entering = city.as('clerk').create({ record, unit: COMMUNITY, ...ORG, fields: small });
        await outsider.waiting(1);
        await other.transaction((tx) => activateDocument(tx, { ...stricter, version: 'stricter' }));
        // Not awaited here: it waits for the lock that is held until this ends.
        return { entering };
      });
      expect((await entered.entering).status).toBe(201);
    } finally {
      await outsider.close();
      await other.close();
    }
    await city.as('operator').recount();
    expect((await city.as('operator').audit()).body.recountOk).toBe(true);
    const [all, again] = await Promise.all(
      ['organisations', 'organisations-again'].map((code) => city.as('administrator').indicator(code)),
    );
    expect(all?.body.value).toBeGreaterThan(0);
    expect(again?.body).toMatchObject({ value: all?.body.value, reason: null });
    expect((await issue({ ...shipped, version: 'a' })()).status).toBe(200);
    expect((await city.as('clerk').read(record)).body.status).toBe('counted');
    expect((await city.as('operator').audit()).body.recountOk).toBe(true);
  });

  it('is not replaced where it comes from above', () =>
    refuses(community, issue(shipped, community), 409, 'catalogue_from_above'));
});

describe('the operator’s view', () => {
  it('says in a sentence that nothing is above the city, and that nothing was heard where a parent never answered', async () => {
    const ofCity = (await city.as('operator').get('/api/v1/operations/downlink')).body;
    expect(ofCity).toMatchObject({ heardAt: null, message: { en: 'Nothing is above this node' } });
    const ofCommunity = (await community.as('operator').get('/api/v1/operations/downlink')).body;
    expect(ofCommunity).toMatchObject({
      heardAt: null,
      message: { zh: '还没有从上级收到过任何内容', en: 'Nothing has been heard from the parent yet' },
      logs: [],
    });
  });
});
