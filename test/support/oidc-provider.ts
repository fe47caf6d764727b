import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

const CLIENT = { id: 'silian', secret: 'a secret of the provider and this node' };

/** Longer than a test. */
const TTL_S = 600;

/** A real OpenID provider on this machine, which lets everybody in under the name that is typed. */
export class TestProvider {
  readonly client = CLIENT;

  private constructor(
    private readonly server: Server,
    readonly issuer: string,
  ) {}

  /** `callback` is asked when somebody signs in: by then the node that is sent back to has its address. */
  static async start(callback: string): Promise<TestProvider> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] }],
      cookies: { keys: ['only for tests'] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      ttl: { Interaction: TTL_S, Session: TTL_S, Grant: TTL_S, AccessToken: TTL_S, IdToken: TTL_S },
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] as never },
    });
    const answer = provider.callback();
    server.on('request', (request, response) => void answer(request, response));
    return new TestProvider(server, issuer);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

const STEPS_MAX = 12;

/** A person's browser that goes where it is sent, and fills in the forms that it meets; gives the last answer. */
export async function wander(
  from: string,
  login: string,
  { jar = new Map<string, string>(), before }: { jar?: Map<string, string>; before?: (url: URL) => URL } = {},
): Promise<{ status: number; body: string; headers: Headers; jar: Map<string, string> }> {
  let [url, form] = [new URL(from), undefined as URLSearchParams | undefined];
  for (let step = 0; step < STEPS_MAX; step++) {
    url = before?.(url) ?? url;
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      ...(form ? { body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) keep(jar, cookie);
    const body = await response.text();
    const location = response.headers.get('location');
    const action = /<form[^>]* action="([^"]+)"/.exec(body)?.[1];
    if (location === null && (action === undefined || response.status !== 200))
      return { status: response.status, body, headers: response.headers, jar };
    form = location === null ? filled(body, login) : undefined;
    url = new URL(location ?? action ?? '', url);
  }
  throw new Error(`still wandering after ${STEPS_MAX} steps, at ${url.href}`);
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
  if (value === '' || /expires=Thu, 01 Jan 1970|max-age=0/i.test(cookie)) jar.delete(name);
  else jar.set(name, value);
}

function filled(page: string, login: string): URLSearchParams {
  const hidden = [...page.matchAll(/<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)];
  const fields = new URLSearchParams(
    hidden.map(([, name = '', value = '']): [string, string] => [name, value]),
  );
  if (page.includes('name="login"')) {
    fields.set('login', login);
    fields.set('password', 'anything');
  }
  return fields;
}
