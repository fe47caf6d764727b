import type { ApiAnswer, Body } from './node-api.js';

/** A browser as far as sessions go: it keeps cookies, and sends the token of its page with what it changes. */
export class Browser {
  private readonly jar = new Map<string, string>();
  csrf: string | undefined;

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get cookies(): ReadonlyMap<string, string> {
    return this.jar;
  }

  /** Another browser with the same cookies, as somebody who has stolen them. */
  copy(): Browser {
    const copy = new Browser(this.url, this.headers);
    for (const [name, value] of this.jar) copy.jar.set(name, value);
    copy.csrf = this.csrf;
    return copy;
  }

  async signIn(name: string, password: string, code?: string): Promise<ApiAnswer> {
    return this.send('POST', '/api/v1/session', { name, password, ...(code === undefined ? {} : { code }) });
  }

  get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  async send(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...this.headers,
        ...(this.jar.size === 0 ? {} : { cookie: [...this.jar].map((pair) => pair.join('=')).join('; ') }),
        ...(this.csrf === undefined ? {} : { 'x-csrf-token': this.csrf }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    const text = await response.text();
    const answer: Body = text === '' ? undefined : JSON.parse(text);
    if (typeof answer?.csrf === 'string') this.csrf = answer.csrf;
    return { status: response.status, body: answer, headers: response.headers };
  }

  private keep(cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (/; *Max-Age=0/i.test(cookie)) this.jar.delete(name);
    else this.jar.set(name, value);
  }
}
