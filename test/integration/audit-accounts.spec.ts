import { trailOf, writtenBy } from '../support/audit-trail.js';
import { Browser } from '../support/browser.js';
import type { Body } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { makeAccount, PASSWORD, signedIn } from '../support/people.js';

const UNIT = '140502';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: UNIT });
});
afterAll(() => node?.close());

const told = (entries: readonly Body[]) =>
  entries.map(({ who, action, outcome, code }) => [who, action, outcome, code]);

it('an account, the first sign-in and the own password are written down, each once', async () => {
  let person: { id: string; name: string } | undefined;
  const written = await writtenBy(node, async () => {
    person = await signedIn(node, ['clerk']);
  });
  const { id, name } = person ?? { id: '', name: '' };
  expect(told(written)).toEqual([
    [`administrator ${UNIT}`, 'accounts.create', 'done', null],
    [name, 'session.begin', 'done', null],
    [name, 'session.password', 'done', null],
  ]);
  expect(written[0]).toMatchObject({ subject_type: 'account', subject_ids: [id], unit: UNIT });
  expect(written[1]).toMatchObject({
    subject_ids: [id],
    roles: ['clerk'],
    caller_unit: UNIT,
    address: '127.0.0.1',
  });
});

it('a wrong password is a refusal, and never a deed', async () => {
  const { browser, name } = await signedIn(node, ['clerk']);
  const written = await writtenBy(node, async () => {
    await new Browser(node.url).signIn(name, 'x'.repeat(12));
    await browser.send('PUT', '/api/v1/session/password', {
      old: 'y'.repeat(12),
      next: '海阔天空-2026-鱼跃',
    });
  });
  expect(told(written)).toEqual([
    ['unknown', 'access.refused', 'refused', 'sign_in_failed'],
    [name, 'session.password', 'refused', 'sign_in_failed'],
  ]);
});

it('what a person is signed in for is written under the name of the account', async () => {
  const { browser, name } = await signedIn(node, ['operator', 'administrator']);
  const { id } = await makeAccount(node, ['clerk']);
  const written = await writtenBy(node, async () => {
    await browser.send('PATCH', `/api/v1/accounts/${id}`, { disabled: true });
    await browser.send('POST', '/api/v1/operations/uplink/retry');
    await browser.send('POST', '/api/v1/session/tokens', {
      name: '报表',
      permissions: ['figures.read'],
      days: 1,
    });
    await browser.send('DELETE', '/api/v1/session');
  });
  expect(told(written)).toEqual([
    [name, 'accounts.change', 'done', null],
    [name, 'operations.retry', 'done', null],
    [name, 'tokens.make', 'done', null],
    [name, 'session.end', 'done', null],
  ]);
  expect(written[0]).toMatchObject({ subject_ids: [id], details: { disabled: true } });
});

it('no password, token or code is in the trail', async () => {
  const text = JSON.stringify(await trailOf(node));
  for (const secret of [PASSWORD, 'silian_', 'x'.repeat(12), 'y'.repeat(12)])
    expect(text).not.toContain(secret);
});
