import { randomUUID } from 'node:crypto';
import type { Body, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { activity, COMMUNITY, donation, facility, NEIGHBOUR, waste } from '../support/sample-records.js';

let node: TestNode;
let clerk: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({ unit: '140502', callers: [`clerk:${COMMUNITY}`] });
  clerk = node.as('clerk');
});
afterAll(() => node?.close());

describe('the life of a record', () => {
  it('is entered, corrected and withdrawn, and every version stays readable with its reason', async () => {
    const made = await clerk.create(facility({ name: '一生' }));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ unit: COMMUNITY, version: 1, epoch: 1, warnings: [], repeated: false });
    const { record, seq } = made.body;

    const fields = facility({ name: '一生', books: 1500 }).fields;
    const corrected = await clerk.correct(record, { expectedVersion: 1, fields, reason: '盘点' });
    expect([corrected.status, corrected.body.version, corrected.body.seq]).toEqual([200, 2, seq + 1]);

    const removed = await clerk.remove(record, { expectedVersion: 2, reason: '重复登记' });
    expect([removed.status, removed.body.version, removed.body.seq]).toEqual([200, 3, seq + 2]);

    const { body } = await node.as('clerk', COMMUNITY).read(record);
    expect(body).toMatchObject({ version: 3, status: 'deleted', fields: {}, occurredOn: '2006-03-01' });
    expect(body.history).toEqual([
      expect.objectContaining({ version: 1, op: 'put', reason: null }),
      expect.objectContaining({ version: 2, op: 'put', reason: '盘点' }),
      expect.objectContaining({ version: 3, op: 'delete', reason: '重复登记', fields: {} }),
    ]);
    expect(body.history[0].fields.books).toBe(1200);
    expect(body.history[1].fields.books).toBe(1500);
    const fromAbove = (await clerk.read(record)).body.history;
    expect(fromAbove.map((version: Body) => version.reason)).toEqual([null, null, null]);
  });

  it('ends with its withdrawal', async () => {
    const { record } = (await clerk.create(activity())).body;
    await clerk.remove(record, { expectedVersion: 1 });
    const again = await clerk.remove(record, { expectedVersion: 2 });
    const corrected = await clerk.correct(record, { expectedVersion: 2, fields: activity().fields });
    expect([again.body.code, corrected.body.code]).toEqual(['record_deleted', 'record_deleted']);
    const listed = await clerk.list({ type: 'activity' });
    expect(listed.body.records.map((item: Body) => item.record)).not.toContain(record);
    const deleted = await clerk.list({ type: 'activity', status: 'deleted' });
    expect(deleted.body.records.map((item: Body) => item.record)).toContain(record);
  });

  it('is not corrected by somebody who saw an older version', async () => {
    const { record } = (await clerk.create(activity({ participants: 1 }))).body;
    const change = (expectedVersion: number, participants: number) =>
      clerk.correct(record, { expectedVersion, fields: activity({ participants }).fields });
    await change(1, 2);
    const late = await change(1, 3);
    expect([late.status, late.body.code, late.body.params.current]).toEqual([409, 'version_conflict', 2]);
    const early = await change(9, 4);
    expect(early.body.code).toBe('version_conflict');
    expect((await clerk.read(record)).body.fields.participants).toBe(2);
  });

  it('warns of a day in the future and of a target that is not here', async () => {
    const made = await clerk.create(activity({ held_on: '2199-01-01', venue: randomUUID() }));
    expect(made.status).toBe(201);
    expect(made.body.warnings.map((item: Body) => item.code).sort()).toEqual([
      'day_in_future',
      'reference_dangling',
    ]);
  });

  it('refuses a target of another type', async () => {
    const { record } = (await clerk.create(activity())).body;
    const made = await clerk.create(activity({ venue: record }));
    expect([made.status, made.body.code, made.body.details[0].code]).toEqual([
      422,
      'record_invalid',
      'field_reference',
    ]);
  });
});

describe('the same request again', () => {
  it('changes nothing and gives the first answer', async () => {
    const body = activity({ title: '再来一次' }, { record: randomUUID() });
    const first = await clerk.create(body);
    const before = await node.stored();
    const second = await clerk.create(body);
    expect(second.body).toEqual({ ...first.body, repeated: true });
    expect(await node.stored()).toEqual(before);
  });

  it.each([
    ['field', activity({ participants: 81 })],
    ['unit', activity({}, { unit: NEIGHBOUR })],
    ['type', facility({ name: '改了类别' })],
  ])('is another request where the %s differs', async (_what, other) => {
    const record = randomUUID();
    await clerk.create(activity({}, { record }));
    const second = await clerk.create({ ...other, record });
    expect([second.status, second.body.code]).toEqual([409, 'record_id_taken']);
  });

  it('is another request where only the period differs', async () => {
    const record = randomUUID();
    await clerk.create(waste({}, { record, period: '2005-01' }));
    const second = await clerk.create(waste({}, { record, period: '2005-02' }));
    expect([second.status, second.body.code]).toEqual([409, 'record_id_taken']);
  });
});

describe('a natural key', () => {
  it('belongs to one live record, and the refusal names it', async () => {
    const first = await clerk.create(facility({ name: '唯一' }));
    const second = await clerk.create(facility({ name: '唯一', books: 7 }));
    expect([second.status, second.body.code]).toEqual([409, 'record_exists']);
    expect(second.body.details).toEqual({ record: first.body.record });
  });

  it('is free again after a withdrawal or a change of it', async () => {
    const first = (await clerk.create(facility({ name: '旧名' }))).body.record;
    await clerk.correct(first, { expectedVersion: 1, fields: facility({ name: '新名' }).fields });
    const second = await clerk.create(facility({ name: '旧名' }));
    expect(second.status).toBe(201);
    const blocked = await clerk.correct(second.body.record, {
      expectedVersion: 1,
      fields: facility({ name: '新名' }).fields,
    });
    expect(blocked.body).toMatchObject({ code: 'record_exists', details: { record: first } });
    await clerk.remove(first, { expectedVersion: 2 });
    expect((await clerk.create(facility({ name: '新名' }))).status).toBe(201);
  });
});

describe('a batch', () => {
  it('saves what is sound and says by place what is not', async () => {
    const { body, status } = await clerk.createBatch([
      activity({ title: '第一' }),
      activity({ kind: 'no-such-kind', participants: -1 }),
      facility({ name: '同批' }),
      facility({ name: '同批' }),
      { ...activity(), unit: '140502999' },
      activity({ title: '第六' }),
    ]);
    expect(status).toBe(200);
    expect(body.saved).toHaveLength(3);
    const rejected = body.rejected.map((item: Body) => [item.index, item.code]);
    expect(rejected).toEqual([
      [1, 'record_invalid'],
      [3, 'record_exists'],
      [4, 'unit_unknown'],
    ]);
    expect(body.rejected[0].details.map((fault: Body) => fault.field)).toEqual(['kind', 'participants']);
    expect(body.rejected[0].message).toEqual({ zh: expect.any(String), en: expect.any(String) });
    for (const { record } of body.saved) expect((await clerk.read(record)).body.status).toBe('counted');
  });

  it('may hold as many records as it says', async () => {
    const records = Array.from({ length: 500 }, (_, index) => activity({ title: `大批 ${index}` }));
    const { body } = await clerk.createBatch(records);
    expect([body.saved.length, body.rejected.length]).toEqual([500, 0]);
    const seqs = body.saved.map((item: Body) => item.seq);
    expect(seqs).toEqual(seqs.map((_: number, index: number) => seqs[0] + index));
  });
});

describe('money', () => {
  it.each([0, 0.01, 0.29, 1.1, 1234.56, 10_000_000_000])(
    'of %d 元 comes back as it was given',
    async (amount) => {
      const { record } = (await clerk.create(donation({ amount }))).body;
      const { body } = await clerk.read(record);
      expect([body.fields.amount, body.history[0].fields.amount]).toEqual([amount, amount]);
      const [row] = await node.query(
        'SELECT l.city FROM record r JOIN log_entry l USING (origin_id, seq) WHERE r.record = $1',
        [record],
      );
      expect(row.city).toContain(`"amount":${Math.round(amount * 100)},`);
    },
  );

  it.each([0.001, 10_000_000_000.01, -0.01])('of %d 元 is refused', async (amount) => {
    const made = await clerk.create(donation({ amount }));
    expect([made.status, made.body.details?.[0].field]).toEqual([422, 'amount']);
  });
});
