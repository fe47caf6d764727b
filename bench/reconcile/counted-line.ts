import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Carries the connections of a child to its parent and counts every byte, HTTP headers and heartbeats among them. */
export class CountedLine {
  bytes = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => string,
  ) {}

  static async open(target: () => string): Promise<CountedLine> {
    const server = createServer();
    const line = new CountedLine(server, target);
    server.on('connection', (socket) => line.carry(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private carry(child: Socket): void {
    const { hostname, port } = new URL(this.target());
    const parent = connect(Number(port), hostname);
    for (const [one, other] of [
      [child, parent],
      [parent, child],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (chunk: Buffer) => (this.bytes += chunk.length));
      one.on('error', () => other.destroy());
      one.on('close', () => this.sockets.delete(one));
      one.pipe(other);
    }
  }
}
