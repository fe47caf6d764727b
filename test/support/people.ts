import type { Role } from '#core/access';
import { Browser } from './browser.js';
import type { TestNode } from './node-app.js';

export const PASSWORD = '山高水长,日月同辉-2026';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly browser: Browser;
}

let made = 0;

/** An account that an administrator of the node makes; gives the first password. */
export async function makeAccount(
  node: TestNode,
  roles: readonly Role[],
  { unit = node.unit, name = `person${++made}` } = {},
): Promise<{ readonly id: string; readonly name: string; readonly password: string }> {
  const given = { name, displayName: `示例 ${name}`, roles, unit };
  const { status, body } = await node.as('administrator').send('POST', '/api/v1/accounts', given);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { id: body.account.id, name: body.account.name, password: body.password };
}

/** Somebody who is signed in with a password of the own choice. */
export async function signedIn(
  node: TestNode,
  roles: readonly Role[],
  options: { readonly unit?: string } = {},
): Promise<Person> {
  const { id, name, password } = await makeAccount(node, roles, options);
  const browser = new Browser(node.url);
  await browser.signIn(name, password);
  const { status, body } = await browser.send('PUT', '/api/v1/session/password', {
    old: password,
    next: PASSWORD,
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return { id, name, browser };
}
