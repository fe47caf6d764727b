import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CLEAR, type Conditions } from './conditions.js';
import { MessageReader } from './http-message.js';
import { Line } from './line.js';
import { ParentConnection } from './parent-connection.js';
import { Traps, type Caught, type Place, type Wanted } from './traps.js';

/** Requests that are kept to be sent again later. */
const RECORDED_MAX = 50;

/** The message does not arrive. */
class Lost extends Error {}

/** The way from one child to its parent: a TCP proxy that knows where a message begins and ends. */
export class Link {
  /** Requests that have arrived at the parent, the newest last. */
  readonly recorded: Buffer[] = [];
  /** Bytes of requests that have arrived at the parent. */
  bytesCarried = 0;
  private conditions = CLEAR;
  private up: Line | undefined;
  private down: Line | undefined;
  private readonly traps = new Traps();
  private readonly clients = new Set<Socket>();
  private readonly changes = new EventEmitter().setMaxListeners(0);

  private constructor(
    private readonly server: Server,
    private readonly target: () => string,
  ) {}

  /** `target` is the parent's URL, which may be known only later. */
  static async open(target: () => string): Promise<Link> {
    const server = createServer();
    const link = new Link(server, target);
    server.on('connection', (client) => link.serve(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on the link is like this, and otherwise in order. */
  become(conditions: Partial<Conditions>): void {
    this.conditions = { ...CLEAR, ...conditions };
    for (const before of [this.up, this.down]) before?.lift();
    const { line } = this.conditions;
    this.up = line && new Line(line);
    this.down = line && new Line(line);
    this.changes.emit('change');
  }

  mend(): void {
    this.become({});
  }

  /** Breaks all connections that there are. */
  reset(): void {
    for (const client of this.clients) client.resetAndDestroy();
  }

  /** Stops the next message at this place; undefined where none comes in time, or before the signal. */
  catchNext(place: Place, msMax: number, wanted: Wanted = {}): Promise<Caught | undefined> {
    return this.traps.next(place, msMax, wanted);
  }

  /** Sends a request to the parent, past everything; gives the answer. */
  async send(request: Buffer): Promise<Buffer> {
    const parent = new ParentConnection(this.target());
    parent.write(request);
    return parent.answer();
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.destroy();
    this.changes.emit('change');
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(client: Socket): void {
    this.clients.add(client);
    const reader = new MessageReader();
    let turn: Promise<void> = Promise.resolve();
    client.on('error', () => undefined);
    client.on('data', (chunk) => {
      for (const request of reader.take(chunk)) {
        turn = turn.then(() => this.exchange(client, request)).catch(() => void client.resetAndDestroy());
      }
    });
    client.once('close', () => {
      this.clients.delete(client);
      this.changes.emit('change');
    });
  }

  private async exchange(client: Socket, request: Buffer): Promise<void> {
    const pursued = await this.pass('request', request, { request, client });
    const answer = await this.carryUp(request, () => client.destroyed && !pursued);
    await this.pass('answer', answer, { request, client });
    const { changeAnswer = (bytes: Buffer) => bytes } = this.conditions;
    for await (const slice of sliced(this.down, changeAnswer(answer))) client.write(slice);
  }

  /** Waits until a message may go on; true where it was caught and goes on whether its sender is there or not. */
  private async pass(
    place: Place,
    bytes: Buffer,
    { request, client }: { readonly request: Buffer; readonly client: Socket },
  ): Promise<boolean> {
    const decided = await this.traps.stand(place, bytes, request);
    if (decided === false) throw new Lost();
    if (decided === true) return true;
    while (this.conditions[place === 'request' ? 'requests' : 'answers'] === 'hold') {
      if (client.destroyed) throw new Lost();
      await once(this.changes, 'change');
    }
    return false;
  }

  private async carryUp(request: Buffer, abandoned: () => boolean): Promise<Buffer> {
    const { changeRequest = (bytes: Buffer) => bytes, cutAt, twice } = this.conditions;
    const arriving = changeRequest(request);
    const parent = new ParentConnection(this.target());
    const end = cutAt === undefined ? arriving.length : Math.floor(arriving.length * cutAt);
    for await (const slice of sliced(this.up, arriving.subarray(0, end))) {
      if (abandoned()) return giveUp(parent);
      parent.write(slice);
      this.bytesCarried += slice.length;
    }
    if (cutAt !== undefined) return giveUp(parent);
    const answer = await parent.answer();
    this.recorded.push(arriving);
    if (this.recorded.length > RECORDED_MAX) this.recorded.shift();
    if (twice) await this.send(arriving);
    return answer;
  }
}

function giveUp(parent: ParentConnection): never {
  parent.reset();
  throw new Lost();
}

async function* sliced(line: Line | undefined, bytes: Buffer): AsyncGenerator<Buffer> {
  if (line) yield* line.carry(bytes);
  else yield bytes;
}
