import { readIdNumber } from '#core/kernel';
import type { Body, NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { activity, COMMUNITY, NEIGHBOUR, person } from '../support/sample-records.js';
import { writtenBy } from '../support/audit-trail.js';

/** The example of GB 11643-1999. */
const NUMBER = '11010519491231002X';
const NAME = '张无忌';
const PHONE = '13912345678';
const PURPOSE = { 'x-purpose': encodeURIComponent('本人来电要求删除') };

/** The number of another person for each serial: the check digit is the one that fits. */
function numberOf(serial: number): string {
  const begun = `14050219500101${String(serial).padStart(3, '0')}`;
  const digit = [...'0123456789X'].find((one) => readIdNumber(begun + one));
  return begun + (digit ?? '');
}

let node: TestNode;
let clerk: NodeApi;
let administrator: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({
    unit: '1405',
    callers: [`clerk:${COMMUNITY}`, `administrator:${COMMUNITY}`, `administrator:${NEIGHBOUR}`],
  });
  clerk = node.as('clerk', COMMUNITY);
  administrator = node.as('administrator', COMMUNITY);
});
afterAll(() => node?.close());

/** Somebody who is in the list of persons and has found work, by the number. */
async function enterPerson(number = NUMBER): Promise<{ key: string; person: string; work: string }> {
  const { body: key } = await clerk.send('POST', '/api/v1/persons/key', { idNumber: number });
  const { person_key: _, ...fields } = person({ name: NAME, phone: PHONE, id_no: number }).fields;
  const listed = await clerk.create({ ...person(), fields });
  const work = await clerk.create({
    type: 'employment-event',
    unit: COMMUNITY,
    fields: {
      person_key: key.personKey,
      name: NAME,
      kind: 'reemployed',
      employer: '某某纺织厂',
      difficulty: true,
      happened_on: '2006-05-05',
    },
  });
  expect([listed, work]).toMatchObject([{ status: 201 }, { status: 201 }]);
  return { key: key.personKey, person: listed.body.record, work: work.body.record };
}

/** Every text in every table that has one of these words. */
async function tablesSaying(words: readonly string[]): Promise<string[]> {
  const tables = await node.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await node.query<{ text: string }>(`SELECT t::text AS text FROM ${name} t`);
    const said = rows.filter(({ text }) => words.some((word) => text.includes(word)));
    if (said.length > 0) found.push(`${name}: ${said.length}`);
  }
  return found;
}

async function figure(code: string): Promise<number> {
  const { body } = await node
    .as('administrator')
    .get(`/api/v1/indicators/${code}?unit=${COMMUNITY}&at=2006-12-31`);
  return body.value;
}

describe('the key of a person', () => {
  it('is the same for a person however the number is written, and not readable out of it', async () => {
    const ask = async (idNumber: string) =>
      (await clerk.send('POST', '/api/v1/persons/key', { idNumber })).body;
    const key = await ask(NUMBER);
    expect(key).toEqual({ personKey: expect.stringMatching(/^[\w-]{43}$/), birthYear: 1949, sex: 'f' });
    expect(await ask(' 11010519491231002x')).toEqual(key);
    expect(await ask('110105491231002')).toEqual(key);
    expect((await ask('440524188001010014')).personKey).not.toBe(key.personKey);
  });

  it('is refused for what is no number, and the answer does not repeat it', async () => {
    const { status, body } = await clerk.send('POST', '/api/v1/persons/key', {
      idNumber: '110105194912310029',
    });
    expect([status, body.code]).toEqual([400, 'id_number_invalid']);
    expect(JSON.stringify(body)).not.toContain('110105194912310029');
  });

  it('need not be entered where the number is', async () => {
    const { key, person: record } = await enterPerson(numberOf(1));
    expect((await clerk.read(record)).body.fields.person_key).toBe(key);
    const wrong = await clerk.create({
      ...person(),
      fields: { ...person({ id_no: '440524188001010015' }).fields, person_key: undefined },
    });
    expect(wrong.body.code).toBe('id_number_invalid');
  });

  it('stays the same over a restart', async () => {
    const ask = async () =>
      (await node.as('clerk', COMMUNITY).send('POST', '/api/v1/persons/key', { idNumber: NUMBER })).body;
    const before = await ask();
    await node.restart();
    clerk = node.as('clerk', COMMUNITY);
    administrator = node.as('administrator', COMMUNITY);
    expect(await ask()).toEqual(before);
  });
});

describe('looking for a person', () => {
  it('finds the records of all types, for who says why, and writes down who looked and for what', async () => {
    const { key, person: listed, work } = await enterPerson(numberOf(2));
    const search = '/api/v1/persons/search';
    const silent = await administrator.send('POST', search, { personKey: key });
    expect([silent.status, silent.body.code]).toEqual([400, 'purpose_missing']);
    const blank = await fetch(`${node.url}${search}`, {
      method: 'POST',
      headers: { ...administrator.headers, 'x-purpose': '%20', 'content-type': 'application/json' },
      body: JSON.stringify({ personKey: key }),
    });
    expect(await blank.json()).toMatchObject({ code: 'purpose_missing' });
    let found: Body;
    const notes = await writtenBy(node, async () => {
      const answer = await fetch(`${node.url}${search}`, {
        method: 'POST',
        headers: { ...administrator.headers, ...PURPOSE, 'content-type': 'application/json' },
        body: JSON.stringify({ idNumber: numberOf(2) }),
      });
      found = await answer.json();
    });
    expect(found.records.map(({ record }: Body) => record).sort()).toEqual([listed, work].sort());
    expect(notes).toMatchObject([
      {
        action: 'persons.search',
        purpose: '本人来电要求删除',
        subject_ids: expect.arrayContaining([listed]),
      },
    ]);
    expect(JSON.stringify(notes)).not.toContain(key);
  });

  it('finds nothing outside the own subtree', async () => {
    const { key } = await enterPerson(numberOf(3));
    const answer = await fetch(`${node.url}/api/v1/persons/search`, {
      method: 'POST',
      headers: {
        ...node.as('administrator', NEIGHBOUR).headers,
        ...PURPOSE,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ personKey: key }),
    });
    expect(await answer.json()).toEqual({ records: [], more: false });
  });
});

describe('a person who wants to be erased', () => {
  it('is in no table any more, and every figure stays', async () => {
    const number = numberOf(4);
    const { key, person: listed, work } = await enterPerson(number);
    const [, seen] = [await clerk.read(work), (await clerk.read(listed)).body];
    const corrected = await clerk.correct(listed, {
      expectedVersion: 1,
      fields: { ...seen.fields, phone: '13700000001', note: '独居老人' },
      reason: '电话变更:原号码13912345678',
    });
    expect(corrected.status).toBe(200);
    const before = { reemployed: await figure('reemployed'), aged: await figure('persons-served') };
    expect(before).toEqual({ reemployed: expect.any(Number), aged: expect.any(Number) });
    expect(before.reemployed).toBeGreaterThan(0);
    expect(await tablesSaying([key, number])).not.toEqual([]);

    const { status, body } = await administrator.send('POST', '/api/v1/persons/erasure', {
      personKey: key,
      ground: 'consent-withdrawn',
    });
    expect([status, body.erased.length, body.elsewhere, body.more]).toEqual([200, 2, [], false]);
    expect(await tablesSaying([key, number, '13700000001', '独居老人'])).toEqual([]);
    expect({ reemployed: await figure('reemployed'), aged: await figure('persons-served') }).toEqual(before);

    const after = (await clerk.read(listed)).body;
    expect(after).toMatchObject({ version: 3, status: 'counted' });
    expect(after.fields).toEqual({
      person_key: expect.stringMatching(/^erased-/),
      name: expect.stringMatching(/^erased-/),
      category: 'elderly',
      registered_on: '2006-01-01',
      served: true,
    });
    expect(after.history.map(({ fields, erases }: Body) => [Object.keys(fields).length > 0, erases])).toEqual(
      [
        [false, null],
        [false, null],
        [true, 'consent-withdrawn'],
      ],
    );
    const again = (await clerk.read(work)).body;
    expect(again.fields.person_key).toBe(after.fields.person_key);
  });

  it('leaves logs and figures that prove what they proved', async () => {
    const { body } = await node.as('operator').send('POST', '/api/v1/operations/audit');
    expect(body).toMatchObject({ chainOk: true, recountOk: true });
    expect(body.recount.records).toBeGreaterThan(5);
  });

  it('is erased from withdrawn records too, which stay withdrawn', async () => {
    const { key, person: listed } = await enterPerson(numberOf(5));
    await clerk.remove(listed, { expectedVersion: 1 });
    const { body } = await administrator.send('POST', '/api/v1/persons/erasure', {
      personKey: key,
      ground: 'purpose-ended',
    });
    expect(body.erased).toHaveLength(2);
    expect(await tablesSaying([key])).toEqual([]);
    expect((await clerk.read(listed)).body).toMatchObject({ version: 3, status: 'deleted' });
  });

  it('is erased once: who asks again is told that there is nothing', async () => {
    const { key } = await enterPerson(numberOf(6));
    const ask = () =>
      administrator.send('POST', '/api/v1/persons/erasure', { personKey: key, ground: 'other' });
    expect((await ask()).body.erased).toHaveLength(2);
    expect((await ask()).body).toEqual({ erased: [], elsewhere: [], more: false });
  });
});

describe('the erasure of one record', () => {
  it('takes the version that was seen, and a record without a person may be erased as well', async () => {
    const { record } = (await clerk.create(activity({ title: '某人生日会' }))).body;
    const path = `/api/v1/records/${record}/erasure`;
    const late = await administrator.send('POST', path, { expectedVersion: 2, ground: 'unlawful' });
    expect([late.status, late.body.code]).toEqual([409, 'version_conflict']);
    const done = await administrator.send('POST', path, { expectedVersion: 1, ground: 'unlawful' });
    expect([done.status, done.body.version]).toEqual([200, 2]);
    const { history } = (await clerk.read(record)).body;
    expect(history.map(({ fields }: Body) => Object.keys(fields).length > 0)).toEqual([false, true]);
  });

  it('is not for clerks, not for others’ units, and takes a known ground', async () => {
    const { record } = (await clerk.create(activity())).body;
    const path = `/api/v1/records/${record}/erasure`;
    const ask = (api: NodeApi, ground = 'other') => api.send('POST', path, { expectedVersion: 1, ground });
    expect((await ask(clerk)).body.code).toBe('role_insufficient');
    expect((await ask(node.as('administrator', NEIGHBOUR))).body.code).toBe('scope_exceeded');
    expect((await ask(administrator, 'because')).status).toBe(400);
  });

  it('is written down', async () => {
    const { record } = (await clerk.create(activity())).body;
    const notes = await writtenBy(node, () =>
      administrator.send('POST', `/api/v1/records/${record}/erasure`, {
        expectedVersion: 1,
        ground: 'other',
      }),
    );
    expect(notes).toMatchObject([
      { action: 'records.erase', subject_ids: [record], outcome: 'done', details: { ground: 'other' } },
    ]);
  });
});
