import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Browser } from '../support/browser.js';
import { TestNode } from '../support/node-app.js';
import type { Body } from '../support/node-api.js';
import { makeAccount, PASSWORD, signedIn } from '../support/people.js';

const ACCOUNTS = '/api/v1/accounts';
const CITY = '1405';
const DISTRICT = '140502';
const OTHER = '140581';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
});
afterAll(() => node?.close());

const given = { displayName: '示例', roles: ['clerk'], unit: DISTRICT };

describe('who manages accounts', () => {
  it('shows all rights of a person on one page', async () => {
    const { id, name, browser } = await signedIn(node, ['clerk', 'reviewer'], { unit: DISTRICT });
    await browser.send('POST', '/api/v1/session/tokens', {
      name: '示例',
      permissions: ['records.read'],
      days: 1,
    });
    const { status, body } = await node.as('administrator').get(`${ACCOUNTS}/${id}`);
    expect([status, body]).toMatchObject([
      200,
      {
        account: {
          name,
          unit: DISTRICT,
          roles: [{ code: 'clerk' }, { code: 'reviewer', zh: '审核员' }],
          disabled: false,
        },
        sessions: [{ createdAt: expect.any(String), seenAt: expect.any(String) }],
        tokens: [{ name: '示例' }],
      },
    ]);
    const codes = body.permissions.map(({ code }: Body) => code);
    expect(codes).toEqual(expect.arrayContaining(['records.write', 'records.return', 'account.own']));
    expect(codes).not.toContain('accounts.manage');
    expect(JSON.stringify(body)).not.toMatch(/argon2|digest|secret_/);
  });

  it('sees the own subtree, page by page, and nothing beside it', async () => {
    const mine = await signedIn(node, ['administrator'], { unit: DISTRICT });
    const [inside, outside] = [
      await makeAccount(node, ['clerk'], { unit: '140502001', name: 'zz-inside' }),
      await makeAccount(node, ['clerk'], { unit: OTHER, name: 'zz-outside' }),
    ];
    const names: string[] = [];
    for (let after = ''; ;) {
      const { body } = await mine.browser.get(`${ACCOUNTS}?limit=2&after=${encodeURIComponent(after)}`);
      names.push(...body.map(({ name }: Body) => name));
      if (body.length < 2) break;
      after = body.at(-1).name;
    }
    expect(names).toContain(inside.name);
    expect(names).not.toContain(outside.name);
    expect([...names].sort()).toEqual(names);
    const hidden = [
      await mine.browser.get(`${ACCOUNTS}/${outside.id}`),
      await mine.browser.send('PATCH', `${ACCOUNTS}/${outside.id}`, { disabled: true }),
      await mine.browser.send('POST', `${ACCOUNTS}/${outside.id}/password`),
      await mine.browser.send('POST', `${ACCOUNTS}/${outside.id}/second-factor/end`),
    ];
    expect(hidden.map(({ body }) => body.code)).toEqual(Array(4).fill('account_unknown'));
  });

  it('makes no accounts and gives no rights beside the own subtree', async () => {
    const mine = await signedIn(node, ['administrator'], { unit: DISTRICT });
    const inside = await makeAccount(node, ['clerk'], { unit: DISTRICT });
    for (const unit of [OTHER, CITY]) {
      const made = await mine.browser.send('POST', ACCOUNTS, { ...given, name: 'beside', unit });
      expect([unit, made.body.code]).toEqual([unit, 'scope_exceeded']);
      const moved = await mine.browser.send('PATCH', `${ACCOUNTS}/${inside.id}`, { unit });
      expect([unit, moved.body.code]).toEqual([unit, 'scope_exceeded']);
    }
  });

  it('of a district makes no operator of the whole node', async () => {
    const mine = await signedIn(node, ['administrator'], { unit: DISTRICT });
    const { body } = await mine.browser.send('POST', ACCOUNTS, {
      ...given,
      name: 'sub-operator',
      roles: ['operator'],
    });
    const operator = new Browser(node.url);
    await operator.signIn('sub-operator', body.password);
    await operator.send('PUT', '/api/v1/session/password', { old: body.password, next: PASSWORD });
    for (const [method, path] of [
      ['POST', '/api/v1/operations/audit'],
      ['POST', '/api/v1/operations/recount'],
      ['POST', '/api/v1/nodes/self/rotate'],
      ['GET', '/api/v1/operations/consents'],
    ] as const)
      expect([path, (await operator.send(method, path)).body.code]).toEqual([path, 'scope_exceeded']);
  });

  it('signs out whom they take rights from, at once', async () => {
    const { id, browser } = await signedIn(node, ['clerk']);
    for (const change of [{ disabled: true }, { roles: ['auditor'] }]) {
      const { status } = await node.as('administrator').send('PATCH', `${ACCOUNTS}/${id}`, change);
      expect(status).toBe(200);
      expect((await browser.get(`/api/v1/units/${CITY}`)).body.code).toBe('token_missing');
    }
  });

  it('does not lock out themselves', async () => {
    const { id, browser } = await signedIn(node, ['administrator', 'clerk']);
    for (const change of [{ disabled: true }, { roles: ['clerk'] }])
      expect((await browser.send('PATCH', `${ACCOUNTS}/${id}`, change)).body.code).toBe('account_own');
    const { status } = await browser.send('PATCH', `${ACCOUNTS}/${id}`, {
      displayName: '新名',
      roles: ['administrator'],
    });
    expect(status).toBe(200);
    expect((await browser.get('/api/v1/session')).body.displayName).toBe('新名');
  });

  it('gives who has forgotten the password a first one again', async () => {
    const { id, name, browser } = await signedIn(node, ['clerk']);
    const { status, body } = await node.as('administrator').send('POST', `${ACCOUNTS}/${id}/password`);
    expect([status, body]).toEqual([
      200,
      { password: expect.stringMatching(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/) },
    ]);
    expect((await browser.get('/api/v1/session')).body.code).toBe('token_missing');
    expect((await new Browser(node.url).signIn(name, PASSWORD)).body.code).toBe('sign_in_failed');
    expect((await new Browser(node.url).signIn(name, body.password)).body.mustChangePassword).toBe(true);
  });

  it.each([
    ['a name that is taken, in other letters', { name: 'TAKEN' }, 409, 'account_exists'],
    ['a name with a space', { name: 'a b' }, 422, 'account_name_invalid'],
    ['no role', { roles: [] }, 400, 'body_invalid'],
    ['a role that does not exist', { roles: ['root'] }, 400, 'body_invalid'],
    ['a unit that does not exist', { unit: '140599' }, 404, 'unit_unknown'],
    ['a field that does not exist', { isAdmin: true }, 400, 'body_invalid'],
    ['a subject that is somebody else’s', { subject: 'taken@example' }, 409, 'account_exists'],
  ])('does not make one with %s', async (_, change, status, code) => {
    await node
      .as('administrator')
      .send('POST', ACCOUNTS, { ...given, name: 'taken', subject: 'taken@example' });
    const answer = await node
      .as('administrator')
      .send('POST', ACCOUNTS, { ...given, name: 'new-one', ...change });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each(['clerk', 'reviewer', 'operator', 'auditor'] as const)('is no %s', async (role) => {
    expect((await node.as(role).get(ACCOUNTS)).body.code).toBe('role_insufficient');
  });
});

describe('the command that makes a first account', () => {
  const run = promisify(execFile);
  const command = (...options: string[]) =>
    run(process.execPath, ['dist/silian.js', 'account', '--database', node.databaseUrl, ...options]);

  it('prints a password that signs in once', async () => {
    const { stdout } = await command('--name', 'Root', '--unit', CITY, '--roles', 'administrator,operator');
    const { name, roles, password } = JSON.parse(stdout);
    expect([name, roles]).toEqual(['root', ['administrator', 'operator']]);
    expect((await new Browser(node.url).signIn('root', password)).body.mustChangePassword).toBe(true);
  });

  it.each([
    ['no name', ['--unit', CITY], /--name is needed/],
    [
      'a role that does not exist',
      ['--name', 'x1', '--unit', CITY, '--roles', 'root'],
      /--roles must be some of/,
    ],
    ['letters for a unit', ['--name', 'x1', '--unit', 'city'], /--unit is not a unit code/],
    ['a name that is taken', ['--name', 'taken', '--unit', CITY], /account_exists/],
  ])('says what is wrong with %s', async (_, options, message) => {
    await expect(command(...options)).rejects.toMatchObject({ stderr: expect.stringMatching(message) });
  });
});
