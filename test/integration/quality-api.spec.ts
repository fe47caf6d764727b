import { randomUUID } from 'node:crypto';
import { LikenessIndex } from '#features/quality';
import type { Body, NewRecord, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { expectRefusal } from '../support/refusals.js';
import { ACROSS, COMMUNITY, NEIGHBOUR, person, waste } from '../support/sample-records.js';

const DISTRICT = '140502';
const STREET = '140502001';
const OTHER_STREET = '140502003';

let node: TestNode;
let district: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({
    unit: DISTRICT,
    callers: [
      `administrator:${STREET}`,
      `administrator:${OTHER_STREET}`,
      `clerk:${COMMUNITY}`,
      `clerk:${NEIGHBOUR}`,
      `clerk:${ACROSS}`,
    ],
  });
  district = node.as('clerk');
});
afterAll(() => node?.close());

async function enter(record: NewRecord, as: NodeApi = district): Promise<Body> {
  const { status, body } = await as.create(record);
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
}

const marked = () => node.app.get(LikenessIndex).run();

async function warnings(query: string, as: NodeApi = district): Promise<Body[]> {
  const { status, body } = await as.get(`/api/v1/quality/warnings?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.warnings;
}

const codes = (list: readonly Body[]) => list.map(({ code, field }) => `${code} ${field}`).sort();

const household = (unit: string, population: number, period = '2006-Q1'): NewRecord => ({
  type: 'population-report',
  unit,
  period,
  fields: { households: Math.round(population / 3), population },
});

/** The communities of a street, as many as report. */
async function communitiesOf(street: string, count: number): Promise<string[]> {
  const rows = await node.query<{ code: string }>(
    `SELECT code FROM unit WHERE code LIKE $1 AND level = 'community' AND valid_to IS NULL ORDER BY code LIMIT $2`,
    [`${street}%`, count],
  );
  expect(rows).toHaveLength(count);
  return rows.map(({ code }) => code);
}

describe('an entry', () => {
  it('with a jump is stored, counted and answered with a warning', async () => {
    expect((await enter(waste({}, { period: '2006-01' }))).warnings).toEqual([]);
    const made = await enter(waste({ waste_t: 105, sorted_t: 4.2 }, { period: '2006-02' }));
    expect(made.warnings).toEqual([
      {
        field: 'waste_t',
        code: 'value_jump',
        severity: 'check',
        message: {
          zh: '“生活垃圾产生量”为 105,2006-01 为 10.5,变化 +900%,请核对',
          en: expect.stringContaining('was 10.5 in 2006-01'),
        },
      },
    ]);
    expect((await district.read(made.record)).body.status).toBe('counted');
    const fields = waste({ waste_t: 11, sorted_t: 4.2 }).fields;
    const corrected = await district.correct(made.record, { expectedVersion: 1, period: '2006-02', fields });
    expect([corrected.status, corrected.body.warnings]).toEqual([200, []]);
  });

  it('is compared with the reports of the same batch and of the same unit only', async () => {
    const batch = [
      waste({}, { unit: NEIGHBOUR, period: '2006-01' }),
      waste({ waste_t: 105 }, { unit: NEIGHBOUR, period: '2006-02' }),
      waste({ waste_t: 105 }, { unit: ACROSS, period: '2006-02' }),
    ];
    const { body } = await district.createBatch(batch);
    expect(body.saved.map((saved: Body) => codes(saved.warnings))).toEqual([[], ['value_jump waste_t'], []]);
  });

  it('is told what is usual only by those who may see the units beside', async () => {
    const [first = '', ...others] = await communitiesOf(STREET, 9);
    for (const [index, unit] of others.entries()) await enter(household(unit, 3_000 + 10 * index));
    const made = await enter(household(first, 30_000));
    expect(codes(made.warnings)).toEqual(['value_outlier households', 'value_outlier population']);
    const words = (list: Body[]) => list.find(({ field }) => field === 'population').message.en;
    expect(words(made.warnings)).toContain('the median of like units is 3040');
    const [own, street] = [node.as('clerk', COMMUNITY), node.as('administrator', STREET)];
    expect(first).toBe(COMMUNITY);
    const query = 'type=population-report&kind=outlier';
    expect(words(await warnings(query, own)).match(/\d+/g)).toEqual(['30000']);
    expect(words(await warnings(query, street))).toContain('3040');
  });

  it('is compared in a dry run, too, and a repeated request is answered again', async () => {
    const record = randomUUID();
    const request = waste({ waste_t: 300 }, { period: '2006-03', record });
    const first = await enter(request);
    const again = await enter(request);
    expect([first.repeated, again.repeated]).toEqual([false, true]);
    expect(codes(first.warnings)).toEqual(['value_jump waste_t']);
    expect(again.warnings).toEqual(first.warnings);
    await district.remove(record, { expectedVersion: 1 });
  });
});

describe('a like record', () => {
  it('is found in another unit, and nothing of it is told to those who may not see that unit', async () => {
    await enter(person({ person_key: 'like-1', name: '赵六', id_no: '140502196001010011' }));
    await marked();
    const clerk = node.as('clerk', ACROSS);
    const copy = person(
      { person_key: 'LIKE 1', name: '赵六六', id_no: '1405 0219 6001 0100 11', phone: '1' },
      { unit: ACROSS },
    );
    const made = await enter(copy, clerk);
    expect(codes(made.warnings)).toEqual(['record_like id_no', 'record_like person_key']);
    const words = made.warnings.map(({ message }: Body) => `${message.zh} ${message.en}`).join();
    expect(words).not.toMatch(/140502|赵六|like/i);
    await marked();
    // Both sides know of each other, and the district of both.
    const above = await warnings(`type=person&kind=duplicate&unit=${STREET}`);
    expect(codes(above)).toEqual(['record_like id_no', 'record_like person_key']);
    expect(above[0].message.en).toContain(`Unit ${ACROSS}`);
    const street = await warnings('type=person&kind=duplicate', node.as('administrator', STREET));
    expect(street[0].message.en).toContain('Another unit');
    expect(JSON.stringify(street)).not.toContain(OTHER_STREET);
  });

  it('is none any more where it has ended or has been withdrawn', async () => {
    const first = await enter(person({ person_key: 'gone', name: '甲', id_no: '1', phone: '1' }));
    await marked();
    const copy = person({ person_key: 'gone', name: '乙', id_no: '2', phone: '2' }, { unit: NEIGHBOUR });
    const second = await enter(copy);
    expect(codes(second.warnings)).toEqual(['record_like person_key']);
    const fields = {
      ...person({ person_key: 'gone', name: '甲', id_no: '1', phone: '1' }).fields,
      ended_on: '2006-02-01',
    };
    expect((await district.correct(first.record, { expectedVersion: 1, fields })).status).toBe(200);
    const gone = () => warnings(`type=person&kind=duplicate&unit=${NEIGHBOUR}`);
    await marked();
    expect(await gone()).toEqual([]);
    await enter(person({ person_key: 'gone', name: '丙', id_no: '3', phone: '3' }, { unit: ACROSS }));
    await marked();
    expect(codes(await gone())).toEqual(['record_like person_key']);
    await district.remove(second.record, { expectedVersion: 1 });
    await marked();
    expect(await gone()).toEqual([]);
  });

  it('is found in the same batch, and marks hold no value', async () => {
    const pair = ['一', '二'].map((name) =>
      person(
        { person_key: 'twin', name, id_no: name, phone: name },
        { unit: name === '一' ? COMMUNITY : NEIGHBOUR },
      ),
    );
    const { body } = await district.createBatch(pair);
    expect(body.saved.map((saved: Body) => codes(saved.warnings))).toEqual([
      ['record_like person_key'],
      ['record_like person_key'],
    ]);
    await marked();
    const rows = await node.query<{ mark: string }>('SELECT mark FROM likeness');
    expect(rows.length).toBeGreaterThan(0);
    for (const { mark } of rows) expect(mark).toMatch(/^[\w-]{22}$/);
  });
});

describe('the list', () => {
  it('is for the caller’s own units, and no operator’s', async () => {
    const street = node.as('administrator', OTHER_STREET);
    const path = '/api/v1/quality/warnings';
    await expectRefusal(node, () => street.get(`${path}?unit=${STREET}`), 403, 'scope_exceeded');
    await expectRefusal(node, () => node.as('operator').get(path), 403, 'role_insufficient');
    await expectRefusal(node, () => district.get(`${path}?type=nothing`), 404, 'type_unknown');
    await expectRefusal(node, () => district.get(`${path}?cursor=bm90aGluZw`), 400, 'cursor_invalid');
    await expectRefusal(node, () => district.get(`${path}?kind=fun`), 400, 'query_invalid');
    const seen = await warnings('', street);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter(({ unit }) => !unit.startsWith(OTHER_STREET))).toEqual([]);
  });

  it('is the same page by page as at once', async () => {
    const all = await warnings('limit=200');
    const paged: Body[] = [];
    let cursor = '';
    let pages = 0;
    do {
      const { body } = await district.get(`/api/v1/quality/warnings?limit=1${cursor}`);
      paged.push(...body.warnings);
      cursor = body.next === null ? '' : `&cursor=${body.next}`;
      pages += 1;
    } while (cursor !== '' && pages < 100);
    expect(paged).toEqual(all);
    expect(pages).toBeGreaterThan(4);
  });

  it('leads to a return for correction', async () => {
    const [found] = await warnings(`type=environment-report&kind=jump&unit=${NEIGHBOUR}`);
    const { record, version } = found;
    const body = { record, version, reason: '请核对产生量', deadline: '2006-06-30' };
    const { status } = await node.as('administrator').send('POST', '/api/v1/returns', body);
    expect(status).toBe(201);
    const { returns } = (await node.as('clerk', NEIGHBOUR).read(record)).body;
    expect(returns).toMatchObject([{ reason: '请核对产生量', deadline: '2006-06-30', open: true }]);
  });
});

describe('an acknowledgement', () => {
  const path = '/api/v1/quality/acknowledgements';
  const query = `type=environment-report&kind=jump&unit=${NEIGHBOUR}`;

  it('is kept with its reason for the version that was looked at, and a new version warns again', async () => {
    const [found] = await warnings(query);
    const { record, version, code, field } = found;
    const given = { record, version, code, field, reason: '换了计量方法' };
    const clerk = node.as('clerk', NEIGHBOUR);
    const { status, body } = await clerk.send('POST', path, given);
    expect([status, body.acknowledgement]).toEqual([
      201,
      { reason: '换了计量方法', by: `clerk ${NEIGHBOUR}`, at: expect.any(String) },
    ]);
    expect(await warnings(query)).toEqual([]);
    expect(await warnings(`${query}&acknowledged=true`)).toEqual([body]);
    const again = await district.send('POST', path, { ...given, reason: '别的理由' });
    expect(again.body).toEqual(body);

    const fields = waste({ waste_t: 106 }).fields;
    expect((await district.correct(record, { expectedVersion: 1, period: '2006-02', fields })).status).toBe(
      200,
    );
    expect(await warnings(query)).toMatchObject([{ record, version: 2, acknowledgement: null }]);
    await expectRefusal(node, () => clerk.send('POST', path, given), 409, 'version_conflict');
  });

  it('is of a warning that is there, by those who may see the record', async () => {
    const [{ record, version, code, field }] = (await warnings(query)) as [Body];
    const given = { record, version, code, field, reason: '无误' };
    const send = (as: NodeApi, more: object) => () => as.send('POST', path, { ...given, ...more });
    await expectRefusal(node, send(node.as('administrator', OTHER_STREET), {}), 403, 'scope_exceeded');
    await expectRefusal(node, send(node.as('operator'), {}), 403, 'role_insufficient');
    await expectRefusal(node, send(district, { field: 'sorted_t' }), 404, 'warning_unknown');
    await expectRefusal(node, send(district, { record: randomUUID() }), 404, 'record_unknown');
    await expectRefusal(node, send(district, { reason: ' ' }), 400, 'body_invalid');
    await expectRefusal(node, send(district, { code: 'other' }), 400, 'body_invalid');
  });
});

it('nothing of it enters figures or logs', async () => {
  const audit = (await node.as('operator').audit()).body;
  expect(JSON.stringify(audit)).not.toMatch(/warning|likeness/);
  const before = await node.stored();
  await warnings('limit=200&acknowledged=true');
  await marked();
  expect(await node.stored()).toEqual(before);
});
