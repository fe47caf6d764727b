import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestNode } from '../support/node-app.js';
import { TestProvider, wander } from '../support/oidc-provider.js';

const START = '/api/v1/session/provider';
const CALLBACK = `${START}/callback`;

let provider: TestProvider;
let node: TestNode;
let directory: string;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provider-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await TestProvider.start(url + CALLBACK);
  const secret = join(directory, 'secret');
  await writeFile(secret, provider.client.secret);
  node = await TestNode.start({
    unit: '1405',
    variables: {
      ...{ HTTP_PORT: String(port), PUBLIC_URL: url, OIDC_ISSUER: provider.issuer },
      ...{ OIDC_CLIENT_ID: provider.client.id, OIDC_CLIENT_SECRET_FILE: secret },
    },
  });
  for (const [name, disabled] of [
    ['li.na', false],
    ['gone', true],
  ] as const) {
    const given = { name, displayName: '示例', roles: ['clerk'], unit: '1405', subject: `${name}@city` };
    const { body } = await node.as('administrator').send('POST', '/api/v1/accounts', given);
    expect(body.password).toBeNull();
    await node.as('administrator').send('PATCH', `/api/v1/accounts/${body.account.id}`, { disabled });
  }
});
afterAll(async () => {
  await node?.close();
  await provider?.stop();
  await rm(directory, { recursive: true, force: true });
});

const codeOf = (body: string): string => JSON.parse(body).code;

describe('somebody whom the provider knows', () => {
  it('is signed in without a password of this node', async () => {
    const { status, body, headers, jar } = await wander(node.url + START, 'li.na@city');
    expect([status, body]).toEqual([200, expect.stringContaining('url=/')]);
    expect(headers.getSetCookie().join()).toMatch(/silian=[\w-]{43};.*HttpOnly; SameSite=Strict/);
    const session = await fetch(`${node.url}/api/v1/session`, {
      headers: { cookie: `silian=${jar.get('silian')}` },
    });
    expect(await session.json()).toMatchObject({ name: 'li.na', mustChangePassword: false });
    expect(jar.has('silian-sign-in')).toBe(false);
  });

  it.each([
    ['who has no account here', 'somebody.else@city'],
    ['whose account is disabled', 'gone@city'],
  ])('but %s is not', async (_, login) => {
    const { status, body, jar } = await wander(node.url + START, login);
    expect([status, codeOf(body), jar.has('silian')]).toEqual([403, 'account_unlinked', false]);
  });
});

describe('a way back that was not begun in this browser', () => {
  const back = (url: URL): boolean => url.pathname === CALLBACK;

  it('is refused: the answer that somebody else got', async () => {
    let stolen: URL | undefined;
    const jar = new Map<string, string>();
    await wander(node.url + START, 'li.na@city', {
      before: (url) => {
        if (!back(url)) return url;
        stolen = url;
        return new URL(`${node.url}/health/live`);
      },
    });
    expect(stolen?.searchParams.get('code')).toMatch(/./);
    const without = await wander(stolen?.href ?? '', 'x', { jar });
    expect([without.status, codeOf(without.body)]).toEqual([401, 'provider_refused']);
    const other = new Map<string, string>();
    await wander(node.url + START, 'x', {
      jar: other,
      before: (url) => (url.port === new URL(node.url).port ? url : new URL(`${node.url}/health/live`)),
    });
    expect(other.has('silian-sign-in')).toBe(true);
    const with_ = await wander(stolen?.href ?? '', 'x', { jar: other });
    expect([with_.status, codeOf(with_.body), with_.jar.has('silian')]).toEqual([
      401,
      'provider_refused',
      false,
    ]);
  });

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x')],
    ['another code', (url: URL) => url.searchParams.set('code', 'x')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'http://127.0.0.1:9')],
    ['an error in place of a code', (url: URL) => (url.search = '?error=access_denied&state=x')],
    ['nothing', (url: URL) => (url.search = '')],
  ])('is refused with %s', async (_, change) => {
    const { status, body } = await wander(node.url + START, 'li.na@city', {
      before: (url) => {
        if (back(url)) change(url);
        return url;
      },
    });
    expect([status, codeOf(body)]).toEqual([401, 'provider_refused']);
  });
});

it('a node without a provider says so, and one whose provider is away, too', async () => {
  const plain = await TestNode.start({ unit: '1405' });
  const lonely = await TestNode.start({
    unit: '1405',
    variables: {
      ...{ PUBLIC_URL: 'http://127.0.0.1:9', OIDC_ISSUER: 'http://127.0.0.1:9' },
      ...{ OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET_FILE: join(directory, 'secret') },
    },
  });
  try {
    expect((await plain.withToken().get(START)).body.code).toBe('provider_missing');
    expect((await lonely.withToken().get(START)).body.code).toBe('provider_away');
  } finally {
    await plain.close();
    await lonely.close();
  }
});
