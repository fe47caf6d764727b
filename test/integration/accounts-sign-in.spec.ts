import { Browser } from '../support/browser.js';
import { TestNode } from '../support/node-app.js';
import { makeAccount, PASSWORD, signedIn } from '../support/people.js';

const SESSION = '/api/v1/session';
const CITY = '1405';

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: CITY });
});
afterAll(() => node?.close());

const units = (browser: Browser) => browser.get(`/api/v1/units/${CITY}`);

describe('a first sign-in', () => {
  it('opens nothing before the person has chosen a password', async () => {
    const { name, password } = await makeAccount(node, ['clerk']);
    const browser = new Browser(node.url);
    const { status, body, headers } = await browser.signIn(name.toUpperCase(), password);
    expect([status, body]).toMatchObject([
      201,
      {
        name,
        unit: CITY,
        roles: [{ code: 'clerk', zh: '录入员' }],
        mustChangePassword: true,
        secondFactor: false,
      },
    ]);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^silian=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect((await units(browser)).body.code).toBe('password_change_needed');
    const change = (next: string) => browser.send('PUT', `${SESSION}/password`, { old: password, next });
    for (const unfit of [password, 'short', '1234567890abc', `${name}-2026-x`, 'aaaaabbbbb'])
      expect([unfit, (await change(unfit)).body.code]).toEqual([unfit, 'password_unfit']);
    expect((await change(PASSWORD)).status).toBe(200);
    expect((await units(browser)).status).toBe(200);
    expect((await browser.get(SESSION)).body.mustChangePassword).toBe(false);
  });

  it('ends with signing out, whatever the cookie is good for otherwise', async () => {
    const { browser } = await signedIn(node, ['clerk']);
    const stolen = browser.copy();
    expect((await browser.send('DELETE', SESSION)).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    expect((await units(stolen)).body.code).toBe('token_missing');
  });
});

describe('who is not let in', () => {
  it('is told the same, whatever was wrong', async () => {
    const { name, password } = await makeAccount(node, ['clerk']);
    const disabled = await makeAccount(node, ['clerk']);
    await node.as('administrator').send('PATCH', `/api/v1/accounts/${disabled.id}`, { disabled: true });
    const answers = [
      await new Browser(node.url).signIn(name, 'wrong wrong'),
      await new Browser(node.url).signIn('nobody', password),
      await new Browser(node.url).signIn('no such / name', password),
      await new Browser(node.url).signIn(disabled.name, disabled.password),
    ];
    for (const { status, body, headers } of answers) {
      expect([status, body.code, body.details]).toEqual([401, 'sign_in_failed', undefined]);
      expect(headers.getSetCookie()).toEqual([]);
    }
  });

  it('waits after four wrong answers, with the right one as well, and longer each time', async () => {
    const { name, password } = await makeAccount(node, ['clerk']);
    const browser = new Browser(node.url);
    for (let wrong = 0; wrong < 5; wrong++)
      expect((await browser.signIn(name, 'wrong wrong')).status).toBe(401);
    const { status, body } = await browser.signIn(name, password);
    expect([status, body.code]).toEqual([429, 'sign_in_locked']);
    expect(body.params.seconds).toBeGreaterThan(0);
    expect(body.params.seconds).toBeLessThanOrEqual(5);
    await node.query(`UPDATE sign_in_failure SET locked_until = now() WHERE key = $1`, [`account ${name}`]);
    expect((await browser.signIn(name, 'wrong wrong')).status).toBe(401);
    expect((await browser.signIn(name, password)).body.params.seconds).toBeGreaterThan(5);
    await node.query(`UPDATE sign_in_failure SET locked_until = now() WHERE key = $1`, [`account ${name}`]);
    expect((await browser.signIn(name, password)).status).toBe(201);
    expect(await node.query('SELECT FROM sign_in_failure WHERE key = $1', [`account ${name}`])).toEqual([]);
  });

  it('gets no more answers by asking fifty times at once', async () => {
    const { name } = await makeAccount(node, ['clerk']);
    const attempts = Array.from({ length: 50 }, () => new Browser(node.url).signIn(name, 'wrong wrong'));
    const answers = (await Promise.all(attempts)).map(({ body }) => body.code);
    expect(answers.filter((code) => code === 'sign_in_failed').length).toBeLessThanOrEqual(5);
    await node.query('DELETE FROM sign_in_failure');
  });

  it('is kept out by address, too, when one address tries many names', async () => {
    const tried = Array.from({ length: 41 }, (_, index) => `name${index}`);
    for (const name of tried) await new Browser(node.url).signIn(name, 'wrong wrong');
    const { name, password } = await makeAccount(node, ['clerk']);
    expect((await new Browser(node.url).signIn(name, password)).body.code).toBe('sign_in_locked');
    await node.query('DELETE FROM sign_in_failure');
  });

  it.each([
    ['no body', undefined],
    ['a list for a name', { name: ['a'], password: 'x' }],
    ['a number for a password', { name: 'a', password: 1 }],
    ['an endless password', { name: 'a', password: 'x'.repeat(201) }],
    ['letters for a code', { name: 'a', password: 'x', code: 'abcdef' }],
  ])('%s is refused as it is', async (_, body) => {
    expect((await new Browser(node.url).send('POST', SESSION, body)).status).toBe(400);
  });
});

describe('a session', () => {
  it('changes nothing for a page that does not know its token', async () => {
    const { browser } = await signedIn(node, ['administrator']);
    const foreign = browser.copy();
    const announcement = { title: '通知', text: '内容', validFrom: '2026-01-01' };
    for (const csrf of [undefined, '', 'x'.repeat(43)]) {
      foreign.csrf = csrf;
      const { status, body } = await foreign.send('POST', '/api/v1/announcements', announcement);
      expect([csrf, status, body.code]).toEqual([csrf, 403, 'csrf_token_wrong']);
      expect((await units(foreign)).status).toBe(200);
    }
  });

  it('gets another cookie after a while; the one before is good for a moment', async () => {
    const { id, browser } = await signedIn(node, ['clerk']);
    const stolen = browser.copy();
    await node.query(`UPDATE session SET renewed_at = now() - interval '16 minutes' WHERE account = $1`, [
      id,
    ]);
    const { headers } = await units(browser);
    expect(headers.getSetCookie()).toHaveLength(1);
    expect((await units(browser)).headers.getSetCookie()).toEqual([]);
    expect((await units(stolen)).status).toBe(200);
    await node.query(`UPDATE session SET previous_until = now() WHERE account = $1`, [id]);
    expect((await units(stolen)).body.code).toBe('token_missing');
    expect((await units(browser)).status).toBe(200);
  });

  it.each([
    ['nobody has used it for half an hour', `seen_at = now() - interval '31 minutes'`],
    ['it is twelve hours old, whatever was done', `created_at = now() - interval '12 hours 1 second'`],
  ])('is over when %s', async (_, change) => {
    const { id, browser } = await signedIn(node, ['clerk']);
    expect((await units(browser)).status).toBe(200);
    await node.query(`UPDATE session SET ${change} WHERE account = $1`, [id]);
    expect((await units(browser)).body.code).toBe('token_missing');
  });

  it('is over everywhere when the password is another one', async () => {
    const { name, browser } = await signedIn(node, ['clerk']);
    const other = new Browser(node.url);
    expect((await other.signIn(name, PASSWORD)).status).toBe(201);
    const next = '天长地久,日月同辉-2027';
    expect((await browser.send('PUT', `${SESSION}/password`, { old: PASSWORD, next })).status).toBe(200);
    expect((await units(other)).body.code).toBe('token_missing');
    expect((await units(browser)).status).toBe(200);
    expect((await new Browser(node.url).signIn(name, PASSWORD)).body.code).toBe('sign_in_failed');
    expect((await new Browser(node.url).signIn(name, next)).status).toBe(201);
  });

  it('of one account are ten at most: the oldest goes', async () => {
    const { id, name } = await signedIn(node, ['clerk']);
    for (let more = 0; more < 11; more++) await new Browser(node.url).signIn(name, PASSWORD);
    expect(await node.query('SELECT FROM session WHERE account = $1', [id])).toHaveLength(10);
  });

  it('says what is said to pages: nothing is loaded from elsewhere, and nobody frames it', async () => {
    const { headers } = await units((await signedIn(node, ['clerk'])).browser);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });
});

it('over TLS the cookie goes to this host alone, and never without TLS', async () => {
  const secure = await TestNode.start({ unit: CITY, variables: { PUBLIC_URL: 'https://city.example' } });
  try {
    const { name, password } = await makeAccount(secure, ['clerk']);
    const { headers } = await new Browser(secure.url).signIn(name, password);
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^__Host-silian=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
  } finally {
    await secure.close();
  }
});
