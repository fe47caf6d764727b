import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer, type AddressInfo } from 'node:net';
import { Failure } from '../failure.js';
import { pause } from '../fleet/index.js';

const READY_MS_MAX = 10_000;
const READY_LOOK_EVERY_MS = 25;
const STOP_MS_MAX = 5_000;

/** A free port may be taken by somebody else before Redis binds it. */
const START_ATTEMPTS_MAX = 5;

const HOW_TO_INSTALL =
  'redis-server is not installed. Install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis), ' +
  'name a running one with --redis-url redis://…, or use --queue postgres, which needs nothing.';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

export interface RedisServerOptions {
  readonly directory: string;
  /** Absent: a free one. */
  readonly port?: number | undefined;
  /** Writes every command to a file of its directory and reads it at the next start. Default: keeps nothing. */
  readonly appendOnly?: boolean;
}

/** Starts a Redis on the loopback interface. */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const { child, end } = await startOnPort(port, options);
    if (await answersInTime(child, port)) {
      return {
        url: `redis://127.0.0.1:${port}`,
        port,
        pid: child.pid ?? 0,
        stop: () => end('SIGTERM'),
        kill: () => end('SIGKILL'),
      };
    }
    await end('SIGTERM');
    if (attempt === START_ATTEMPTS_MAX) throw new Error(`redis-server does not answer on port ${port}`);
  }
}

function startOnPort(
  port: number,
  { directory, appendOnly = false }: RedisServerOptions,
): Promise<{ child: ChildProcess; end: (signal: NodeJS.Signals) => Promise<void> }> {
  const appendonly = appendOnly ? 'yes' : 'no';
  const settings = { port, bind: '127.0.0.1', dir: directory, save: '', appendonly };
  const flags = Object.entries({ ...settings, 'maxmemory-policy': 'noeviction', loglevel: 'warning' });
  const child = spawn(
    'redis-server',
    flags.flatMap(([name, value]) => [`--${name}`, String(value)]),
    // Out of the terminal's process group: Ctrl-C reaches the program first, which stops Redis when it is done.
    { stdio: 'ignore', detached: true },
  );
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (hasEnded(child)) return;
    child.kill(signal);
    await Promise.race([ended, pause(STOP_MS_MAX)]);
    if (!hasEnded(child)) child.kill('SIGKILL');
    await ended;
  };
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'ENOENT' ? new Failure(HOW_TO_INSTALL, { cause }) : cause);
    });
    child.once('spawn', () => resolve({ child, end }));
  });
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function answersInTime(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = performance.now() + READY_MS_MAX;
  while (performance.now() < deadline && !hasEnded(child)) {
    if (await ping(port)) return true;
    await pause(READY_LOOK_EVERY_MS);
  }
  return false;
}

function ping(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (chunk) => finish(chunk.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
