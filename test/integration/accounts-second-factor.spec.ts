import { Secret, TOTP } from 'otpauth';
import { Browser } from '../support/browser.js';
import { TestNode } from '../support/node-app.js';
import { PASSWORD, signedIn } from '../support/people.js';

const FACTOR = '/api/v1/session/second-factor';
const PERIOD_MS = 30_000;

let node: TestNode;
beforeAll(async () => {
  node = await TestNode.start({ unit: '1405' });
});
afterAll(() => node?.close());

/**
 * What a telephone shows: at first, and in the span of time behind that. Codes of the span before would be too old if a span ended
 * in the middle of a test.
 */
function codesOf(secret: string): { readonly first: string; readonly second: string } {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const timestamp = Date.now();
  return { first: totp.generate({ timestamp }), second: totp.generate({ timestamp: timestamp + PERIOD_MS }) };
}

async function withFactor() {
  const person = await signedIn(node, ['administrator']);
  const { body } = await person.browser.send('POST', FACTOR, { password: PASSWORD });
  const secret = body.secret as string;
  return { ...person, secret, uri: body.uri as string, ...codesOf(secret) };
}

const signIn = (name: string, code?: string) => new Browser(node.url).signIn(name, PASSWORD, code);

describe('a second factor', () => {
  it('is asked for once a code of it was shown, and takes each code once', async () => {
    const { name, browser, secret, uri, first, second } = await withFactor();
    expect(uri).toContain(`otpauth://totp/Silian:${name}?issuer=Silian&secret=${secret}`);
    expect((await signIn(name)).status).toBe(201);
    expect((await browser.send('PUT', FACTOR, { code: first })).status).toBe(204);
    expect((await browser.get('/api/v1/session')).body.secondFactor).toBe(true);
    expect((await signIn(name)).body.code).toBe('second_factor_needed');
    expect((await signIn(name, first)).body.code).toBe('sign_in_failed');
    expect((await signIn(name, '000000')).body.code).toBe('sign_in_failed');
    expect((await signIn(name, second)).status).toBe(201);
    expect((await signIn(name, second)).body.code).toBe('sign_in_failed');
  });

  it('takes a code once also when it is sent ten times at once', async () => {
    const { name, browser, first, second } = await withFactor();
    await browser.send('PUT', FACTOR, { code: first });
    const answers = await Promise.all(Array.from({ length: 4 }, () => signIn(name, second)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('does not tell a wrong password by asking for the code', async () => {
    const { name, browser, first } = await withFactor();
    await browser.send('PUT', FACTOR, { code: first });
    expect((await new Browser(node.url).signIn(name, 'wrong wrong')).body.code).toBe('sign_in_failed');
  });

  it('is not begun, given up or confirmed by who has found a browser open', async () => {
    const { browser } = await withFactor();
    const other = await signedIn(node, ['clerk']);
    expect((await browser.send('POST', FACTOR, { password: 'wrong wrong' })).body.code).toBe(
      'sign_in_failed',
    );
    expect((await browser.send('POST', `${FACTOR}/end`, { password: 'wrong wrong' })).body.code).toBe(
      'sign_in_failed',
    );
    expect((await browser.send('PUT', FACTOR, { code: '000000' })).body.code).toBe('sign_in_failed');
    expect((await other.browser.send('PUT', FACTOR, { code: '000000' })).body.code).toBe('factor_not_begun');
  });

  it('is given up with the password, or taken away by an administrator', async () => {
    for (const end of ['own', 'administrator']) {
      const { id, name, browser, first } = await withFactor();
      await browser.send('PUT', FACTOR, { code: first });
      expect((await signIn(name)).status).toBe(401);
      const ended =
        end === 'own'
          ? await browser.send('POST', `${FACTOR}/end`, { password: PASSWORD })
          : await node.as('administrator').send('POST', `/api/v1/accounts/${id}/second-factor/end`);
      expect(ended.status).toBe(204);
      expect((await signIn(name)).status).toBe(201);
    }
  });
});

it('nothing that opens anything is in the database as it is', async () => {
  const { browser, secret, name } = await withFactor();
  const made = await browser.send('POST', '/api/v1/session/tokens', {
    ...{ name: '示例', permissions: ['figures.read'], days: 1 },
  });
  const bytes = Buffer.from(Secret.fromBase32(secret).bytes).toString('hex');
  const rows = await node.query<{ text: string }>(
    `SELECT a::text AS text FROM account a UNION ALL SELECT s::text FROM session s
     UNION ALL SELECT t::text FROM account_token t UNION ALL SELECT f::text FROM sign_in_failure f`,
  );
  const text = rows.map((row) => row.text).join('\n');
  expect(text).toContain(name);
  expect(text).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  const secrets = [PASSWORD, secret, bytes, made.body.token, ...browser.cookies.values()];
  expect(secrets.filter((value) => typeof value !== 'string' || value.length < 8)).toEqual([]);
  expect(secrets.filter((value) => text.includes(value))).toEqual([]);
});
