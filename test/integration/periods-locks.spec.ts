import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Clock, productFile } from '#platform/config';
import type { ApiAnswer, Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { expectRefusal } from '../support/refusals.js';
import { activity, COMMUNITY, NEIGHBOUR, waste } from '../support/sample-records.js';
import { laterDay, monthEnd } from '../support/written-obligations.js';

const CITY = '1405';
const DISTRICT = '140502';

let node: TestNode;
let today: string;
/** A month that is locked today, and one that is not. */
let lockedEnd: string;
let locked: string;
let open: string;

/** Reports of the locked month that were entered before it was locked. */
let old: Record<'corrected' | 'withdrawn' | 'moved' | 'repeated', string>;

beforeAll(async () => {
  node = await TestNode.start({ unit: CITY, callers: [`administrator:${DISTRICT}`] });
  today = node.app.get(Clock).today();
  lockedEnd = monthEnd(today, 3);
  locked = lockedEnd.slice(0, 7);
  open = today.slice(0, 7);
  await issueCatalogue('open', '2100-01-01');
  const enter = async (unit: string): Promise<string> => {
    const record = randomUUID() as string;
    const { status } = await node.as('clerk').create(waste({}, { record, unit, period: locked }));
    expect(status).toBe(201);
    return record;
  };
  old = {
    corrected: await enter('140502001001'),
    withdrawn: await enter('140502001003'),
    moved: await enter('140502001004'),
    repeated: await enter('140502001005'),
  };
  await issueCatalogue('locking', '2000-01-01');
});
afterAll(() => node?.close());

async function issueCatalogue(version: string, lockedFrom: string): Promise<void> {
  const shipped = JSON.parse(await readFile(productFile('data/catalogue/jincheng-2005.json'), 'utf8'));
  shipped.params.find(({ code }: Body) => code === 'report.locked_from').value = lockedFrom;
  const document = { ...shipped, version };
  expect((await node.as('administrator').send('POST', '/api/v1/catalogues', document)).status).toBe(200);
}

const give = (body: object, caller = node.as('administrator')) => {
  const order = { unit: COMMUNITY, type: 'environment-report', period: locked, reason: '补报' };
  return caller.send('POST', '/api/v1/periods/unlocks', { ...order, until: laterDay(today, 5), ...body });
};

const enter = (unit: string, period: string): Promise<ApiAnswer> =>
  node.as('clerk').create(waste({}, { unit, period }));

describe('a locked period', () => {
  const refuses = (send: () => Promise<ApiAnswer>) => expectRefusal(node, send, 409, 'period_locked');

  it('takes no new report, and says since when and who can unlock it', async () => {
    await refuses(() => enter(NEIGHBOUR, locked));
    const { message } = (await enter(NEIGHBOUR, locked)).body;
    const since = laterDay(lockedEnd, 45);
    expect(message.en).toContain(`locked since ${since}: an administrator of the street or above`);
    expect(message.zh).toContain(`自 ${since} 起已锁定;请街道或以上的管理员解锁`);
  });

  it('takes no correction and no withdrawal', async () => {
    const { fields } = waste();
    const corrected = { expectedVersion: 1, period: locked, fields, reason: '更正' };
    await refuses(() => node.as('clerk').correct(old.corrected, corrected));
    await refuses(() => node.as('clerk').remove(old.withdrawn, { expectedVersion: 1, reason: '重复' }));
  });

  it('cannot be left nor entered by a correction', async () => {
    const { fields } = waste();
    const elsewhere = { expectedVersion: 1, period: open, fields, reason: '更正' };
    await refuses(() => node.as('clerk').correct(old.moved, elsewhere));
    const { record } = (await enter('140502001006', open)).body;
    await refuses(() => node.as('clerk').correct(record, { ...elsewhere, period: locked }));
  });

  it('answers a request that had been carried out before as it did then', async () => {
    const again = waste({}, { record: old.repeated, unit: '140502001005', period: locked });
    expect((await node.as('clerk').create(again)).body).toMatchObject({
      record: old.repeated,
      repeated: true,
    });
  });

  it('holds up nothing else of a batch', async () => {
    const batch = [
      waste({}, { unit: NEIGHBOUR, period: locked }),
      waste({}, { unit: NEIGHBOUR, period: open }),
      activity({ held_on: lockedEnd }),
    ];
    const { body } = await node.as('clerk').createBatch(batch);
    expect(body.saved).toHaveLength(2);
    expect(body.rejected.map(({ index, code }: Body) => [index, code])).toEqual([[0, 'period_locked']]);
  });
});

describe('an unlock', () => {
  it('lets in what it names and nothing else, until its last day', async () => {
    const unit = '140502001007';
    expect((await give({ unit })).status).toBe(201);
    const other = await node.as('clerk').create({
      type: 'security-report',
      unit,
      period: locked,
      fields: { cases: 1, floating: 0, floating_registered: 0, released: 0, released_helped: 0 },
    });
    expect([other.status, other.body.code]).toEqual([409, 'period_locked']);
    expect((await enter(unit, monthEnd(today, 4).slice(0, 7))).status).toBe(409);
    expect((await enter('140502001008', locked)).status).toBe(409);
    const entered = await enter(unit, locked);
    expect(entered.status).toBe(201);
    const again = { expectedVersion: 1, period: locked, fields: waste().fields };
    expect((await node.as('clerk').correct(entered.body.record, again)).status).toBe(200);
    await endUnlocks(unit);
    expect((await node.as('clerk').remove(entered.body.record, { expectedVersion: 2 })).status).toBe(409);
  });

  it('that is given to a street holds for its communities', async () => {
    const unit = '140502003001';
    expect((await enter(unit, locked)).status).toBe(409);
    expect((await give({ unit: unit.slice(0, 9) })).status).toBe(201);
    expect((await enter(unit, locked)).status).toBe(201);
    expect((await enter('140502004001', locked)).status).toBe(409);
  });

  it('is listed with who gave it, when and why', async () => {
    const { body } = await give({ unit: '140502001009', reason: '停电' });
    const { unlocks } = (await node.as('clerk').get('/api/v1/periods/unlocks?limit=1')).body;
    expect(unlocks).toEqual([body]);
    expect(body).toMatchObject({
      ...{ issuer: CITY, unit: '140502001009', type: 'environment-report', period: locked, reason: '停电' },
      ...{ issuedAt: expect.stringMatching(/^\d{4}-/), until: laterDay(today, 5) },
    });
  });

  it.each<[string, () => Promise<ApiAnswer>, number, string]>([
    ['by a clerk', () => give({}, node.as('clerk')), 403, 'role_insufficient'],
    ['by whoever acts for a part', () => give({}, node.as('administrator', DISTRICT)), 403, 'scope_exceeded'],
    ['to oneself', () => give({ unit: CITY }), 422, 'unlock_not_below'],
    ['to a unit that nobody knows', () => give({ unit: '140599' }), 404, 'unit_unknown'],
    ['for a type that nobody knows', () => give({ type: 'colour' }), 404, 'type_unknown'],
    ['for a type without periods', () => give({ type: 'org' }), 400, 'directive_invalid'],
    ['for a period of another kind', () => give({ period: '2006-Q1' }), 400, 'directive_invalid'],
    ['until a day that is over', () => give({ until: laterDay(today, -1) }), 400, 'directive_invalid'],
    ['without a reason', () => give({ reason: ' ' }), 400, 'directive_invalid'],
  ])('%s is refused', (_, send, status, code) => expectRefusal(node, send, status, code));

  /** As if its last day were over: a directive that says so takes the place of the one that was given. */
  async function endUnlocks(unit: string): Promise<void> {
    await node.query(
      `UPDATE directive d SET line = replace(line, '"until":"${laterDay(today, 5)}"', '"until":"${laterDay(today, -1)}"')
       FROM down_log l WHERE l.id = d.log_id AND l.addressee = $1`,
      [unit],
    );
  }
});

describe('what a clerk has to do', () => {
  const toDo = async (unit: string): Promise<Body> =>
    (await node.as('clerk').get(`/api/v1/periods/obligations?unit=${unit}`)).body;

  it('holds records that were returned, until they are corrected', async () => {
    const unit = '140502001011';
    const { record } = (await enter(unit, open)).body;
    const wrong = { record, version: 1, reason: '数字有误', deadline: laterDay(today, 3) };
    const { body: given } = await node.as('clerk').send('POST', '/api/v1/returns', wrong);
    expect((await toDo(unit)).returned).toEqual([given]);
    expect((await toDo(NEIGHBOUR)).returned).toEqual([]);
    const { fields } = waste({ waste_t: 11 });
    await node.as('clerk').correct(record, { expectedVersion: 1, period: open, fields, reason: '更正' });
    expect((await toDo(unit)).returned).toEqual([]);
  });

  it.each(['completeness', 'obligations'])(
    'and what is there (%s) is shown to nobody outside',
    async (path) => {
      const elsewhere = node.as('administrator', DISTRICT);
      const answer = await elsewhere.get(`/api/v1/periods/${path}?unit=140581`);
      expect([answer.status, answer.body.code]).toEqual([403, 'scope_exceeded']);
      expect((await elsewhere.get(`/api/v1/periods/${path}`)).body.unit).toBe(DISTRICT);
    },
  );
});

describe('a declaration that a report is complete', () => {
  const declare = (report: string, period_end: string, unit = '140502001010'): Promise<ApiAnswer> =>
    node.as('clerk').create({ type: 'report-completion', unit, fields: { report, period_end } });

  it('is taken once the report is there, once, and is taken back like any record', async () => {
    const unit = '140502001010';
    const end = monthEnd(today, 0);
    await expectRefusal(node, () => declare('environment-report', end), 409, 'report_not_received');
    const report = (await enter(unit, open)).body;
    const declared = await declare('environment-report', end);
    expect(declared.status).toBe(201);
    await expectRefusal(node, () => declare('environment-report', end), 409, 'record_exists');
    const shown = async (): Promise<Body> => {
      const { body } = await node
        .as('clerk')
        .get(`/api/v1/periods/completeness?unit=${unit}&from=${end}&to=${end}`);
      return body.obligations.find(({ type }: Body) => type === 'environment-report');
    };
    const { record } = declared.body;
    expect(await shown()).toMatchObject({ complete: true, declaration: { record, version: 1 } });
    // A report that is withdrawn takes its completeness along; the declaration stands, and holds for the next one.
    await node.as('clerk').remove(report.record, { expectedVersion: 1, reason: '重复' });
    expect(await shown()).toMatchObject({ complete: false, receivedOn: null, declaration: { record } });
    await enter(unit, open);
    expect((await shown()).complete).toBe(true);
    await node.as('clerk').remove(record, { expectedVersion: 1, reason: '还不完整' });
    expect(await shown()).toMatchObject({ complete: false, declaration: null, stage: 'on-time' });
  });

  it.each<[string, string, () => string, string | undefined]>([
    ['on a day that ends no month', 'environment-report', () => laterDay(monthEnd(today, 1), -1), undefined],
    ['for a quarter that ends with another month', 'party-report', () => '2026-04-30', undefined],
    ['of a village, which owes none', 'environment-report', () => monthEnd(today, 1), '140502100224'],
  ])('%s is refused', (_, report, end, unit) =>
    expectRefusal(node, () => declare(report, end(), unit), 422, 'report_not_owed'),
  );

  it('of a type that is not owed is refused by its code list', () =>
    expectRefusal(node, () => declare('budget', '2025-12-31'), 422, 'record_invalid'));
});
