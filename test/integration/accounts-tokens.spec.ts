import { TestNode } from '../support/node-app.js';
import { PASSWORD, signedIn, type Person } from '../support/people.js';
import { activity } from '../support/sample-records.js';

const TOKENS = '/api/v1/session/tokens';
const CITY = '1405';
const DISTRICT = '140502';

let node: TestNode;
let person: Person;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
  person = await signedIn(node, ['clerk']);
});
afterAll(() => node?.close());

const make = (given: object) =>
  person.browser.send('POST', TOKENS, { name: '示例', permissions: ['records.read'], days: 30, ...given });

async function withToken(given: object = {}) {
  const { status, body } = await make(given);
  expect([status, body]).toEqual([
    201,
    { id: expect.any(String), token: expect.stringMatching(/^silian_[\w-]{43}$/) },
  ]);
  return { id: body.id as string, api: node.withToken(body.token) };
}

describe('a token of a person', () => {
  it('does what it was made for, and nothing else that its owner may do', async () => {
    const { api } = await withToken();
    expect((await api.list({ unit: CITY, type: 'activity' })).status).toBe(200);
    expect((await api.create(activity())).body.code).toBe('role_insufficient');
    expect((await api.get('/api/v1/board')).body.code).toBe('role_insufficient');
  });

  it('opens no more units than it was made for', async () => {
    const { api } = await withToken({ unit: DISTRICT });
    expect((await api.list({ unit: DISTRICT, type: 'activity' })).status).toBe(200);
    expect((await api.list({ unit: CITY, type: 'activity' })).body.code).toBe('scope_exceeded');
  });

  it('is no person: it makes no tokens and changes no password', async () => {
    const { api } = await withToken({ permissions: ['records.read', 'account.own'] });
    expect(
      (await api.send('POST', TOKENS, { name: 'x', permissions: ['records.read'], days: 1 })).body.code,
    ).toBe('session_missing');
    expect((await api.get('/api/v1/session')).body.code).toBe('session_missing');
    const change = { old: PASSWORD, next: `${PASSWORD}!` };
    expect((await api.send('PUT', '/api/v1/session/password', change)).body.code).toBe('session_missing');
  });

  it('shows what it is, but never again the token itself', async () => {
    const { id, api } = await withToken({ name: '月报接口' });
    const shown = async () =>
      (await person.browser.get(TOKENS)).body.find((token: { id: string }) => token.id === id);
    expect(await shown()).toMatchObject({ name: '月报接口', unit: CITY, usedAt: null });
    await api.list({ unit: CITY, type: 'activity' });
    expect((await shown()).usedAt).toMatch(/Z$/);
    expect(Object.keys(await shown()).sort()).toEqual(
      ['createdAt', 'expiresAt', 'id', 'name', 'permissions', 'unit', 'usedAt'].sort(),
    );
  });

  it.each([
    ['it is ended by its owner', (id: string) => person.browser.send('DELETE', `${TOKENS}/${id}`)],
    [
      'its time is over',
      (id: string) => node.query('UPDATE account_token SET expires_at = now() WHERE id = $1', [id]),
    ],
  ])('opens nothing any more when %s', async (_, end) => {
    const { id, api } = await withToken();
    await end(id);
    expect((await api.list({ unit: CITY, type: 'activity' })).body.code).toBe('token_invalid');
  });

  it('ends with the rights of its owner', async () => {
    const owner = await signedIn(node, ['clerk']);
    const { body } = await owner.browser.send('POST', TOKENS, {
      name: 'x',
      permissions: ['records.read'],
      days: 1,
    });
    const api = node.withToken(body.token);
    expect((await api.list({ unit: CITY, type: 'activity' })).status).toBe(200);
    await node.as('administrator').send('PATCH', `/api/v1/accounts/${owner.id}`, { roles: ['operator'] });
    expect((await api.list({ unit: CITY, type: 'activity' })).body.code).toBe('token_invalid');
  });

  it.each([
    ['permissions that its owner lacks', { permissions: ['operations.act'] }, 403, 'token_scope_exceeded'],
    ['a unit beside that of its owner', { unit: '1404' }, 403, 'scope_exceeded'],
    ['no permission', { permissions: [] }, 400, 'body_invalid'],
    ['a permission that does not exist', { permissions: ['everything'] }, 400, 'body_invalid'],
    ['more than a year', { days: 400 }, 400, 'body_invalid'],
  ])('is not made with %s', async (_, given, status, code) => {
    const answer = await make(given);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is not the twenty-first', async () => {
    const owner = await signedIn(node, ['clerk']);
    const given = { name: 'x', permissions: ['records.read'], days: 1 };
    for (let made = 0; made < 20; made++)
      expect((await owner.browser.send('POST', TOKENS, given)).status).toBe(201);
    expect((await owner.browser.send('POST', TOKENS, given)).body.code).toBe('tokens_too_many');
  });

  it('of somebody else is not ended', async () => {
    const { id } = await withToken();
    const other = await signedIn(node, ['clerk']);
    expect((await other.browser.send('DELETE', `${TOKENS}/${id}`)).body.code).toBe('not_found');
  });
});
