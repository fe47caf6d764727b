import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request in the parent's place. */
export type Reply = (response: ServerResponse, request: IncomingMessage, body: Buffer) => void;

/** Stands between a node and its parent: passes everything on, unless it is told to answer in the parent's place. */
export class ParentProxy {
  /** Requests that were answered in the parent's place, or left without an answer. */
  intercepted = 0;
  /** Bodies of all requests, as they came. */
  readonly bodies: Buffer[] = [];
  private reply: Reply | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: () => string,
  ) {}

  static async start(target: () => string): Promise<ParentProxy> {
    const server = createServer();
    const proxy = new ParentProxy(server, target);
    server.on('request', (request, response) => void proxy.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  answerWith(reply: Reply): void {
    this.intercepted = 0;
    this.reply = reply;
  }

  passOn(): void {
    this.reply = undefined;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    this.bodies.push(body);
    if (this.reply) {
      this.intercepted += 1;
      this.reply(response, request, body);
      return;
    }
    try {
      await this.forward(request, body, response);
    } catch {
      response.destroy();
    }
  }

  private async forward(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const { host: _, connection: __, 'transfer-encoding': ___, ...headers } = request.headers;
    const answer = await fetch(this.target() + (request.url ?? ''), {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    const type = answer.headers.get('content-type') ?? 'application/json';
    response.writeHead(answer.status, { 'content-type': type, date: answer.headers.get('date') ?? '' });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
