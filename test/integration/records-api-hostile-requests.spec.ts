import { randomUUID } from 'node:crypto';
import { TestNode } from '../support/node-app.js';
import type { NodeApi } from '../support/node-api.js';
import { expectRefusal } from '../support/refusals.js';
import { activity, facility } from '../support/sample-records.js';

const RECORDS = '/api/v1/records';

let node: TestNode;
let clerk: NodeApi;

beforeAll(async () => {
  node = await TestNode.start({ unit: '140502' });
  clerk = node.as('clerk');
  await clerk.create(facility());
});
afterAll(() => node?.close());

describe('a record’s address', () => {
  it.each([
    ['of no record', randomUUID(), 'record_unknown'],
    ['of no id', 'zz', 'record_unknown'],
    ['in capitals', '01A2087A-74CE-733B-ADD9-45791C5788A6', 'record_unknown'],
    ['with a quote', `${randomUUID()}'--`, 'record_unknown'],
    ['that climbs', '..%2f..%2foperations', 'record_unknown'],
    ['that cannot be read', '%E0%A4%A', 'not_found'],
    ['without end', 'x'.repeat(5_000), 'not_found'],
  ])('%s', async (_what, id, code) => {
    const path = `${RECORDS}/${id}`;
    const change = { expectedVersion: 1, fields: activity().fields };
    await expectRefusal(node, () => clerk.get(path), 404, code);
    await expectRefusal(node, () => clerk.send('PUT', path, change), 404, code);
    await expectRefusal(node, () => clerk.send('DELETE', `${path}?expectedVersion=1`), 404, code);
  });

  it('with NUL is none', async () => {
    const path = `${RECORDS}/%00`;
    const change = { expectedVersion: 1, fields: activity().fields };
    await expectRefusal(node, () => clerk.get(path), 400, 'query_invalid');
    await expectRefusal(node, () => clerk.send('PUT', path, change), 400, 'query_invalid');
    await expectRefusal(node, () => clerk.send('DELETE', `${path}?expectedVersion=1`), 400, 'query_invalid');
  });

  it.each(['/', '/%', '/api', '/api/v1/records/x/y', '/API/V1/RECORDS', '/api/v1/operations'])(
    'such as %s leads nowhere',
    (path) => expectRefusal(node, () => clerk.get(path), 404, 'not_found'),
  );

  it.each(['PATCH', 'OPTIONS', 'DELETE'])('is not taken by %s', (method) =>
    expectRefusal(node, () => clerk.send(method, RECORDS), 404, 'not_found'),
  );
});

describe('a correction', () => {
  it.each<[string, object]>([
    ['without a version', { expectedVersion: undefined }],
    ['of version 0', { expectedVersion: 0 }],
    ['of half a version', { expectedVersion: 1.5 }],
    ['of a version in words', { expectedVersion: '1' }],
    ['of no version', { expectedVersion: null }],
    ['without fields', { fields: undefined }],
    ['with a long reason', { reason: 'x'.repeat(501) }],
    ['with NUL in its reason', { reason: `a${String.fromCharCode(0)}` }],
    ['with half a character in its reason', { reason: '\ud800' }],
    ['to another unit', { unit: '140502' }],
    ['with operators', { reason: { $ne: '' } }],
  ])('%s', async (_what, change) => {
    const { record } = (await clerk.create(activity())).body;
    const body = { expectedVersion: 1, fields: activity().fields, ...change };
    await expectRefusal(node, () => clerk.correct(record, body), 400, 'body_invalid');
  });

  it.each(['', '0', '1.5', 'one', '1e99x', '-1'])('withdraws no version “%s”', async (expectedVersion) => {
    const { record } = (await clerk.create(activity())).body;
    await expectRefusal(node, () => clerk.remove(record, { expectedVersion }), 400, 'query_invalid');
  });

  it('of a version beyond every number is late like any other', async () => {
    const { record } = (await clerk.create(activity())).body;
    const change = { expectedVersion: 1e300, fields: activity().fields };
    await expectRefusal(node, () => clerk.correct(record, change), 409, 'version_conflict');
  });
});

describe('a list', () => {
  const cursor = (text: string): string => Buffer.from(text).toString('base64url');
  const id = randomUUID();
  it.each<[string, string, number, string]>([
    ['of nothing', '', 400, 'query_invalid'],
    ['of a type nobody knows', 'type=castle', 404, 'type_unknown'],
    ['of two types', 'type=facility&type=org', 400, 'query_invalid'],
    ['of a unit with NUL', 'type=facility&unit=140502%00', 400, 'query_invalid'],
    ['of a unit with a quote', "type=facility&unit=140502'", 400, 'unit_code_invalid'],
    ['of a unit that is none', 'type=facility&unit=140502999', 404, 'unit_unknown'],
    ['of a unit above', 'type=facility&unit=1405', 403, 'scope_exceeded'],
    ['from a day that does not exist', 'type=facility&from=2006-02-30', 400, 'query_invalid'],
    ['from a day of number nought', 'type=facility&from=2006-01-00', 400, 'query_invalid'],
    ['to a month of number nought', 'type=facility&to=2006-00-10', 400, 'query_invalid'],
    ['from the year nought', 'type=facility&from=0000-01-01', 400, 'query_invalid'],
    ['from two days', 'type=facility&from=2006-01-01&from=2006-01-02', 400, 'query_invalid'],
    ['of another status', 'type=facility&status=lost', 400, 'query_invalid'],
    ['of none at once', 'type=facility&limit=0', 400, 'query_invalid'],
    ['of all at once', 'type=facility&limit=1000000', 400, 'query_invalid'],
    ['of a few at once', 'type=facility&limit=few', 400, 'query_invalid'],
    ['with an operator', 'type=facility&limit[$gt]=1', 400, 'query_invalid'],
    ['behind nothing', 'type=facility&cursor=', 400, 'cursor_invalid'],
    ['behind noise', 'type=facility&cursor=%F0%9F%92%A9', 400, 'cursor_invalid'],
    ['behind half a place', `type=facility&cursor=${cursor('140502')}`, 400, 'cursor_invalid'],
    ['behind a quote', `type=facility&cursor=${cursor(`140502' ${id}`)}`, 400, 'cursor_invalid'],
    ['behind NUL', `type=facility&cursor=${cursor(`140502\u0000 ${id}`)}`, 400, 'cursor_invalid'],
    ['behind a long cursor', `type=facility&cursor=${'A'.repeat(300)}`, 400, 'query_invalid'],
    ['filtered by half', 'type=facility&filter=kind', 400, 'query_invalid'],
    ['filtered by a field nobody knows', 'type=facility&filter=height:1', 400, 'query_invalid'],
    ['filtered by what every object has', 'type=facility&filter=__proto__:1', 400, 'query_invalid'],
    ['filtered by SQL', "type=facility&filter=kind'='library:x", 400, 'query_invalid'],
    ['filtered for NUL', 'type=facility&filter=kind:a%00', 400, 'query_invalid'],
    ['filtered by no number', 'type=facility&filter=books:many', 400, 'query_invalid'],
    ['filtered twice by one field', 'type=facility&filter=kind:a&filter=kind:b', 400, 'query_invalid'],
    ['filtered nine times', `type=facility&${'filter=kind:a&'.repeat(9)}`, 400, 'query_invalid'],
    ['with a word of its own', 'type=facility&sort=name', 400, 'query_invalid'],
  ])('%s', (_what, query, status, code) =>
    expectRefusal(node, () => clerk.get(`${RECORDS}?${query}`), status, code),
  );

  it.each(["' OR '1'='1", '%', '_', "'; DROP TABLE record; --", '\\N', 'library%FF', '$1', '{x}', '"'])(
    'takes %s in a filter as a value',
    async (value) => {
      const { status, body } = await clerk.list({ type: 'facility', filter: `kind:${value}` });
      expect([status, body]).toEqual([200, { records: [], next: null }]);
    },
  );
});

describe('a figure', () => {
  it.each<[string, string, number, string]>([
    ['nobody knows', 'castles', 404, 'indicator_unknown'],
    ['of NUL', '%00', 400, 'query_invalid'],
    ['that every object has', '__proto__', 404, 'indicator_unknown'],
    ['of a day that does not exist', 'libraries?at=2006-02-30', 400, 'query_invalid'],
    ['of a day of number nought', 'libraries?at=2006-01-00', 400, 'query_invalid'],
    ['of a week', 'libraries?period=week', 400, 'query_invalid'],
    ['of a unit that is none', 'libraries?unit=140502999', 404, 'unit_unknown'],
    ['by dims that may be', 'libraries?dims=perhaps', 400, 'query_invalid'],
    ['with a word of its own', 'libraries?sort=name', 400, 'query_invalid'],
  ])('%s', (_what, path, status, code) =>
    expectRefusal(node, () => clerk.get(`/api/v1/indicators/${path}`), status, code),
  );

  it.each(['1000-01-01', '9999-12-31'])('of the day %s is there', async (at) => {
    for (const code of ['libraries', 'case-change', 'activities', 'report-complete']) {
      expect((await clerk.indicator(code, { at, period: 'quarter' })).status).toBe(200);
    }
  });
});
