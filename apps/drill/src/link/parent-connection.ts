import { connect, type Socket } from 'node:net';
import { MessageReader } from './http-message.js';

/** A connection of the link to the parent, for one request and its answer. */
export class ParentConnection {
  private readonly socket: Socket;
  private readonly answered: Promise<Buffer>;

  constructor(target: string) {
    const { hostname, port } = new URL(target);
    const socket = connect(Number(port), hostname);
    const reader = new MessageReader();
    this.socket = socket;
    this.answered = new Promise((resolve, reject) => {
      socket.on('data', (chunk) => {
        const [answer] = reader.take(chunk);
        if (answer) resolve(answer);
      });
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the parent closed the connection')));
    });
    // Whoever is only interested in writing need not look at this.
    this.answered.catch(() => undefined);
  }

  write(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  answer(): Promise<Buffer> {
    return this.answered.finally(() => this.socket.destroy());
  }

  /** Breaks off, as a cut cable and a vigilant router would. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}
