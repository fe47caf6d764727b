import { randomUUID } from 'node:crypto';
import { Database } from '#platform/storage';
import { AuditTrail } from '#platform/audit';
import { trailOf, writtenBy } from '../support/audit-trail.js';
import type { NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { activity, COMMUNITY, facility, NEIGHBOUR, person } from '../support/sample-records.js';

const DISTRICT = '140502';
const STREET = '140502001';

let node: TestNode;
let clerk: NodeApi;
let persons: string[];

beforeAll(async () => {
  node = await TestNode.start({
    unit: DISTRICT,
    callers: [`clerk:${COMMUNITY}`, `clerk:${NEIGHBOUR}`, `clerk:${STREET}`, `administrator:${STREET}`],
  });
  clerk = node.as('clerk', COMMUNITY);
  const one = await clerk.create(person());
  const two = await node.as('clerk').create(person({ person_key: 'p-2', name: '王五' }, { unit: NEIGHBOUR }));
  persons = [one.body.record, two.body.record];
});
afterAll(() => node?.close());

/** The one entry that a piece of work leaves. */
async function entryOf(work: () => Promise<unknown>) {
  const written = await writtenBy(node, work);
  expect(written).toHaveLength(1);
  return written[0];
}

describe('a clerk who enters', () => {
  it('leaves nothing in the trail: the log is the trail', async () => {
    const written = await writtenBy(node, async () => {
      const { body } = await clerk.create(facility());
      await clerk.correct(body.record, { expectedVersion: 1, fields: facility({ books: 9 }).fields });
      await clerk.createBatch([activity(), activity({ title: '读书会' })]);
      await clerk.read(body.record);
      await clerk.list({ type: 'facility' });
    });
    expect(written).toEqual([]);
  });
});

describe('personal data', () => {
  it('that are read are written down: who, of whom, for what, from where', async () => {
    const [record = ''] = persons;
    expect(await entryOf(() => clerk.read(record))).toEqual({
      seq: expect.any(Number),
      who: `clerk ${COMMUNITY}`,
      roles: ['clerk'],
      caller_unit: COMMUNITY,
      action: 'records.read',
      subject_type: 'record',
      subject_ids: [record],
      unit: COMMUNITY,
      purpose: null,
      outcome: 'done',
      code: null,
      address: '127.0.0.1',
      details: { type: 'person', records: 1 },
      signed: true,
    });
  });

  it('in a page are one entry, which names every record and the unit that holds them all', async () => {
    const entry = await entryOf(() => node.as('clerk').list({ type: 'person' }));
    expect(entry).toMatchObject({ action: 'records.read', unit: STREET, details: { records: 2 } });
    expect([...entry.subject_ids].sort()).toEqual([...persons].sort());
  });

  it('of the same look are written once in a minute', async () => {
    const [, record = ''] = persons;
    const written = await writtenBy(node, async () => {
      for (let time = 0; time < 5; time++) await node.as('clerk', NEIGHBOUR).read(record);
    });
    expect(written).toHaveLength(1);
  });

  it('are written with the purpose that is given, and another purpose is another look', async () => {
    const [record = ''] = persons;
    const purpose = '核对低保名单';
    const ask = (header: string) =>
      fetch(`${node.url}/api/v1/records/${record}`, {
        headers: { ...node.as('clerk', COMMUNITY).headers, 'x-purpose': header },
      });
    expect(await entryOf(() => ask(encodeURIComponent(purpose)))).toMatchObject({ purpose });
    const { status, code } = await ask('%E6%9F').then(async (answer) => {
      return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
    });
    expect({ status, code }).toEqual({ status: 400, code: 'purpose_invalid' });
  });

  it('are not shown where it cannot be written down, and are written when they are', async () => {
    const [record = ''] = persons;
    const street = node.as('clerk', STREET);
    await node.query('ALTER TABLE audit_head RENAME TO audit_head_away');
    const answer = await street
      .read(record)
      .finally(() => node.query('ALTER TABLE audit_head_away RENAME TO audit_head'));
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([500, expect.not.stringContaining('李四')]);
    expect(await entryOf(() => street.read(record))).toMatchObject({ subject_ids: [record] });
  });

  it('that are exported are written before the first byte, also where the sheet is of no persons', async () => {
    const exported = (type: string) =>
      node.as('clerk').download(`/api/v1/exports/records?type=${type}&format=csv`);
    expect(await entryOf(() => exported('person'))).toMatchObject({
      action: 'records.export',
      subject_ids: ['person'],
      unit: DISTRICT,
      details: { format: 'csv' },
    });
    expect(await entryOf(() => exported('facility'))).toMatchObject({ subject_ids: ['facility'] });
  });

  it('never stand in the trail', async () => {
    const text = JSON.stringify(await trailOf(node));
    for (const value of ['李四', '王五', '140502000000000000', '13800000000', '独居']) {
      expect(text).not.toContain(value);
    }
  });
});

describe('a deed', () => {
  const closing = { unit: DISTRICT, period: '2006-01' };

  it('is written with what it was done to', async () => {
    const [record = ''] = persons;
    const administrator = node.as('administrator');
    expect(
      await entryOf(() => administrator.send('PATCH', `/api/v1/units/${COMMUNITY}`, { kind: 'urban' })),
    ).toMatchObject({
      action: 'units.correct',
      subject_ids: [COMMUNITY],
      unit: COMMUNITY,
      details: { kind: 'urban' },
    });
    expect(
      await entryOf(() => administrator.send('POST', '/api/v1/periods/closings', closing)),
    ).toMatchObject({
      ...{ action: 'periods.close', subject_type: 'period', subject_ids: ['2006-01'], unit: DISTRICT },
    });
    const announcement = { title: '通知', text: '请及时上报', validFrom: '2006-01-01' };
    expect(
      await entryOf(() => administrator.send('POST', '/api/v1/announcements', announcement)),
    ).toMatchObject({ action: 'announcements.publish', details: { validFrom: '2006-01-01' } });
    const returned = { record, version: 1, reason: '请核对姓名', deadline: '2026-12-31' };
    expect(await entryOf(() => node.as('reviewer').send('POST', '/api/v1/returns', returned))).toMatchObject({
      ...{ action: 'records.return', subject_type: 'record', subject_ids: [record], outcome: 'done' },
    });
    const operator = node.as('operator');
    for (const [path, action] of [
      ['uplink/retry', 'operations.retry'],
      ['reconcile', 'operations.reconcile'],
      ['recount', 'operations.recount'],
      ['audit', 'operations.audit'],
    ]) {
      expect(await entryOf(() => operator.send('POST', `/api/v1/operations/${path}`))).toMatchObject({
        action,
      });
    }
  });

  it('that is refused is written with the reason, and is not written as done', async () => {
    const operator = node.as('operator');
    const id = randomUUID();
    const entry = await entryOf(() => operator.send('POST', `/api/v1/nodes/pairings/${id}/approve`));
    expect(entry).toMatchObject({
      ...{ action: 'pairings.approve', outcome: 'refused', code: 'pairing_not_pending' },
      subject_ids: [id],
      details: { route: 'POST api/v1/nodes/pairings/:id/approve' },
    });
  });

  it('that cannot be understood says nothing of anybody', async () => {
    const written = await writtenBy(node, () =>
      node.as('administrator').send('POST', '/api/v1/targets', { a: 1 }),
    );
    expect(written).toEqual([]);
  });

  it('does not come to be where it cannot be written down, and no entry does without it', async () => {
    const before = await node.query('SELECT kind FROM unit WHERE code = $1', [NEIGHBOUR]);
    await node.query('ALTER TABLE audit_head RENAME TO audit_head_away');
    const { status } = await node
      .as('administrator')
      .send('PATCH', `/api/v1/units/${NEIGHBOUR}`, { kind: 'rural' })
      .finally(() => node.query('ALTER TABLE audit_head_away RENAME TO audit_head'));
    expect(status).toBe(500);
    expect(await node.query('SELECT kind FROM unit WHERE code = $1', [NEIGHBOUR])).toEqual(before);
  });

  it('that is rolled back takes its entry along', async () => {
    const [database, trail] = [node.app.get(Database), node.app.get(AuditTrail)];
    const undone = new Error('undone');
    const actor = { who: 'somebody', roles: [], unit: DISTRICT };
    const written = await writtenBy(node, () =>
      expect(
        database.transaction(async (tx) => {
          await trail.write(tx, { actor, action: 'units.correct' });
          throw undone;
        }),
      ).rejects.toBe(undone),
    );
    expect(written).toEqual([]);
  });
});

describe('a refusal', () => {
  it('of a role is written with who was refused what', async () => {
    const entry = await entryOf(() => node.as('clerk').send('POST', '/api/v1/operations/recount'));
    expect(entry).toMatchObject({
      ...{
        who: `clerk ${DISTRICT}`,
        action: 'access.refused',
        outcome: 'refused',
        code: 'role_insufficient',
      },
      details: { route: 'POST api/v1/operations/recount' },
    });
  });

  it('of a unit is written, on reading routes too', async () => {
    const [, neighbour = ''] = persons;
    expect(await entryOf(() => clerk.read(neighbour))).toMatchObject({
      ...{
        who: `clerk ${COMMUNITY}`,
        action: 'records.read',
        code: 'scope_exceeded',
        subject_ids: [neighbour],
      },
    });
  });

  it('of a stranger is written with the address, and nothing is where no token was shown', async () => {
    const stranger = node.withToken('x'.repeat(40));
    expect(await entryOf(() => stranger.get('/api/v1/units/140502'))).toMatchObject({
      ...{ who: 'unknown', caller_unit: null, code: 'token_invalid', address: '127.0.0.1', unit: DISTRICT },
    });
    expect(await writtenBy(node, () => node.withToken().get('/api/v1/units/140502'))).toEqual([]);
  });

  it('fills no disk: of many in a minute a few are written, and the last of them says so', async () => {
    const street = node.as('clerk', STREET);
    const written = await writtenBy(node, async () => {
      for (let time = 0; time < 40; time++) await street.get(`/api/v1/units/140521?${time}`);
    });
    expect(written.length).toBeLessThanOrEqual(10);
    expect(written.length).toBeGreaterThan(0);
  });
});

describe('whoever writes at the same time', () => {
  it('gets numbers without gaps, in one chain', async () => {
    const [database, trail] = [node.app.get(Database), node.app.get(AuditTrail)];
    const actor = { who: 'somebody', roles: [], unit: DISTRICT };
    const write = (many: number) =>
      database.transaction(async (tx) => {
        for (let one = 0; one < many; one++) await trail.write(tx, { actor, action: 'units.correct' });
      });
    await Promise.all(Array.from({ length: 30 }, (_, index) => write(1 + (index % 3))));
    const rows = await trailOf(node);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(rows.at(-1).signed).toBe(true);
  });
});
