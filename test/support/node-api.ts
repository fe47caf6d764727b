/** What a program has answered, untyped: in a test the expectation is the check. */
export type Body = ReturnType<typeof JSON.parse>;

/** An answer of a node, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface NewRecord {
  readonly record?: string;
  readonly type: string;
  readonly unit: string;
  readonly period?: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Speaks to a node as one caller. */
export class NodeApi {
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  /** What says who asks, for requests that a test makes by itself. */
  get headers(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  get(path: string): Promise<ApiAnswer> {
    return this.send('GET', path);
  }

  send(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    if (body === undefined) return this.sendRaw(method, path);
    return this.sendRaw(method, path, JSON.stringify(body), 'application/json');
  }

  /** The body goes out as it is, so that it may be anything. */
  async sendRaw(
    method: string,
    path: string,
    body?: string | Uint8Array,
    contentType?: string,
  ): Promise<ApiAnswer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...this.headers,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return { status: response.status, body: parse(text), headers: response.headers };
  }

  /** A file, as its bytes. */
  async download(path: string): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
    const response = await fetch(this.url + path, { headers: this.headers });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, bytes, headers: response.headers };
  }

  create(record: NewRecord): Promise<ApiAnswer> {
    return this.send('POST', '/api/v1/records', record);
  }

  createBatch(records: readonly unknown[]): Promise<ApiAnswer> {
    return this.send('POST', '/api/v1/records/batch', { records });
  }

  read(record: string): Promise<ApiAnswer> {
    return this.get(`/api/v1/records/${record}`);
  }

  list(query: Readonly<Record<string, string | number>> | URLSearchParams): Promise<ApiAnswer> {
    return this.get(`/api/v1/records?${asQuery(query)}`);
  }

  correct(record: string, body: unknown): Promise<ApiAnswer> {
    return this.send('PUT', `/api/v1/records/${record}`, body);
  }

  remove(record: string, query: Readonly<Record<string, string | number>>): Promise<ApiAnswer> {
    return this.send('DELETE', `/api/v1/records/${record}?${asQuery(query)}`);
  }

  indicator(code: string, query: Readonly<Record<string, string | number>> = {}): Promise<ApiAnswer> {
    return this.get(`/api/v1/indicators/${code}?${asQuery(query)}`);
  }

  audit(): Promise<ApiAnswer> {
    return this.send('POST', '/api/v1/operations/audit');
  }

  recount(): Promise<ApiAnswer> {
    return this.send('POST', '/api/v1/operations/recount');
  }
}

function asQuery(query: Readonly<Record<string, string | number>> | URLSearchParams): string {
  if (query instanceof URLSearchParams) return query.toString();
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) parameters.set(name, String(value));
  return parameters.toString();
}

function parse(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
