import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { startRedisServer, type RedisServer } from '../../../demo/src/stage/index.js';

/** A Redis of one tier's own, which may crash. It keeps its port, and what it had written to its file. */
export class RedisService {
  private running: RedisServer | undefined;
  private port: number | undefined;

  private constructor(private readonly directory: string) {}

  static async create(directory: string): Promise<RedisService> {
    await mkdir(directory, { recursive: true });
    const service = new RedisService(directory);
    await service.start();
    return service;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    if (this.running) return;
    const { directory, port } = this;
    this.running = await startRedisServer({ directory, port, appendOnly: true });
    this.port = this.running.port;
  }

  stop(): Promise<void> {
    return this.end((running) => running.stop());
  }

  kill(): Promise<void> {
    return this.end((running) => running.kill());
  }

  /** Takes every job from every queue. */
  async flush(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(this.port ?? 0, '127.0.0.1', () => socket.write('FLUSHALL\r\n'));
      socket.once('data', () => socket.destroy());
      socket.once('error', reject);
      socket.once('close', () => resolve());
    });
  }

  private async end(how: (running: RedisServer) => Promise<void>): Promise<void> {
    const { running } = this;
    this.running = undefined;
    if (running) await how(running);
  }
}

/** True where a Redis can be started. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}
