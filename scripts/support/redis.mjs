import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runToEnd } from './processes.mjs';

const READY_DEADLINE_MS = 10_000;
const STOP_DEADLINE_MS = 5_000;
/** A free port may be taken by somebody else before Redis binds it. */
const START_ATTEMPTS = 5;

/** True where redis-server is there, installed now if need be: root may do that on Debian and its kin. */
export async function ensureRedis() {
  if (isInstalled('redis-server')) return true;
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) return false;
  console.log('redis-server is missing: installing it with apt-get');
  // The package starts a service of its own, which nobody asked for; run level 1 holds it back.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await runToEnd('apt-get', ['update', '-qq'], { env });
  await runToEnd('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], { env });
  if (existsSync('/run/systemd/system'))
    await runToEnd('systemctl', ['disable', '--now', '--quiet', 'redis-server']);
  return isInstalled('redis-server');
}

/** Starts a Redis that keeps nothing, on a free port of the loopback interface. */
export async function startRedis(directory) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnPort(await freePort(), directory);
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startOnPort(port, directory) {
  const settings = { port, bind: '127.0.0.1', dir: directory, save: '', appendonly: 'no' };
  const args = Object.entries({ ...settings, 'maxmemory-policy': 'noeviction', loglevel: 'warning' });
  const child = spawn(
    'redis-server',
    args.flatMap(([name, value]) => [`--${name}`, String(value)]),
    // Out of the terminal's process group: Ctrl-C is for the tests, Redis is stopped after them.
    { stdio: ['ignore', 'ignore', 'inherit'], detached: true },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.once('error', () => undefined);
  const stop = async () => {
    child.kill('SIGTERM');
    const inTime = await Promise.race([
      ended.then(() => true),
      wait(STOP_DEADLINE_MS, false, { ref: false }),
    ]);
    if (!inTime) child.kill('SIGKILL');
    await ended;
  };
  if (await answers(child, port)) return { url: `redis://127.0.0.1:${port}`, pid: child.pid, stop };
  await stop();
  throw new Error(`redis-server does not answer on port ${port}`);
}

async function answers(child, port) {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    if (await ping(port)) return true;
    await wait(25);
  }
  return false;
}

function ping(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const finish = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (chunk) => finish(chunk.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function isInstalled(program) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}
