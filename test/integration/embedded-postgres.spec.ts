import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/storage';
import {
  compiledLauncher,
  endStarter,
  installElsewhere,
  isAlive,
  startFromOwnProcess,
  type Starter,
  type StarterOptions,
} from '../support/embedded.js';
import { until } from '../support/until.js';

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
/** The account "nobody", which every Debian has. */
const NOBODY = { uid: 65_534, gid: 65_534 };

const directories: string[] = [];
const servers: EmbeddedPostgres[] = [];
const starters: Starter[] = [];

afterEach(async () => {
  await Promise.allSettled(servers.splice(0).map((server) => server.stop()));
  for (const starter of starters.splice(0)) {
    await endStarter(starter, 'SIGKILL');
    if (await isAlive(starter.serverPid)) process.kill(starter.serverPid, 'SIGQUIT');
    await until(async () => !(await isAlive(starter.serverPid)), {
      deadlineMs: 10_000,
      what: 'the server to end',
    });
  }
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

async function temporary(mode = 0o700): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'silian-embedded-'));
  directories.push(directory);
  await chmod(directory, mode);
  return directory;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  servers.push(server);
  return server;
}

async function startElsewhere(options: StarterOptions): Promise<Starter> {
  const starter = await startFromOwnProcess(options);
  starters.push(starter);
  return starter;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ value: unknown }>(sql)).rows.map((row) => row.value);
  } finally {
    await client.end();
  }
}

describe('a server of our own', () => {
  it('keeps its data over a restart and leaves no process when it stops', async () => {
    const dataDir = join(await temporary(), 'made', 'on the way');
    const first = await start(dataDir);
    await first.createDatabase('street');
    await query(first.urlOf('street'), 'CREATE TABLE kept AS SELECT 42 AS value');
    await first.stop();
    expect(await isAlive(first.pid)).toBe(false);

    const second = await start(dataDir);
    expect(await query(second.urlOf('street'), 'SELECT value FROM kept')).toEqual([42]);
  });

  it('sorts and stores text the same on every machine', async () => {
    const server = await start(await temporary());
    const letters = `SELECT value FROM (VALUES ('b'), ('B'), ('a'), ('区'), ('é')) AS t(value) ORDER BY value`;
    expect(await query(server.url, letters)).toEqual(['B', 'a', 'b', 'é', '区']);
    expect(await query(server.url, `SELECT current_setting('server_encoding') AS value`)).toEqual(['UTF8']);
    expect(await query(server.url, `SELECT upper('é') AS value`)).toEqual(['É']);
  });

  it('listens on the loopback interface only and asks for its password', async () => {
    const dataDir = await temporary();
    const server = await start(dataDir);
    const shown = `SELECT current_setting(name) AS value FROM (VALUES ('listen_addresses'), ('unix_socket_directories')) AS t(name)`;
    expect(await query(server.url, shown)).toEqual(['127.0.0.1', '']);
    const wrong = new URL(server.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'SELECT 1 AS value')).rejects.toThrow('password authentication failed');
    expect((await stat(join(dataDir, 'superuser-password'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  });

  it('copies a template and refuses a name that would need quoting', async () => {
    const server = await start(await temporary());
    await server.createDatabase('origin');
    await query(server.urlOf('origin'), 'CREATE TABLE kept AS SELECT 1 AS value');
    await server.createDatabase('copy', 'origin');
    expect(await query(server.urlOf('copy'), 'SELECT value FROM kept')).toEqual([1]);
    await server.dropDatabase('copy');
    await expect(query(server.urlOf('copy'), 'SELECT 1 AS value')).rejects.toThrow('does not exist');
    await expect(server.createDatabase('a"; DROP DATABASE origin; --')).rejects.toThrow(
      'is not a database name',
    );
  });
});

describe('a start that cannot work', () => {
  it('names the process that uses the data directory', async () => {
    const dataDir = await temporary();
    const server = await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await query(server.url, 'SELECT 1 AS value')).toEqual([1]);
  });

  it('leaves a directory alone that holds something else', async () => {
    const dataDir = await temporary();
    await writeFile(join(dataDir, 'thesis.txt'), 'ten years of work');
    await expect(start(dataDir)).rejects.toThrow('neither empty nor a data directory');
    expect(await readdir(dataDir)).toEqual(['thesis.txt']);
  });

  it("shows the server's own last words", async () => {
    const dataDir = await temporary();
    const settings = { shared_buffers: 'plenty' };
    await expect(startEmbeddedPostgres({ dataDir, durable: false, settings })).rejects.toThrow(
      /ended while it started[^]*invalid value for parameter "shared_buffers"/,
    );
  });
});

describe('a killed starter', () => {
  it('leaves a server that the next start stops before it starts its own', async () => {
    const dataDir = await temporary();
    const killed = await startElsewhere({ launcher: compiledLauncher, dataDir });
    await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS value');
    await endStarter(killed, 'SIGKILL');
    expect(await isAlive(killed.serverPid)).toBe(true);

    const next = await start(dataDir);
    expect(await isAlive(killed.serverPid)).toBe(false);
    expect(await query(next.url, 'SELECT value FROM kept')).toEqual([42]);
  });

  it('does not matter when the server was killed as well and its number was given to another process', async () => {
    const dataDir = await temporary();
    const killed = await startElsewhere({ launcher: compiledLauncher, dataDir });
    await endStarter(killed, 'SIGKILL');
    process.kill(killed.serverPid, 'SIGKILL');
    await until(async () => !(await isAlive(killed.serverPid)), {
      deadlineMs: 5_000,
      what: 'the server to die',
    });
    const file = join(dataDir, 'cluster', 'postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));

    const next = await start(dataDir);
    expect(await query(next.url, 'SELECT 1 AS value')).toEqual([1]);
  });

  it('in the middle of the first start leaves nothing that matters', async () => {
    const dataDir = await temporary();
    await mkdir(join(dataDir, 'cluster.partial', 'base'), { recursive: true });
    const server = await start(dataDir);
    expect(await query(server.url, 'SELECT 1 AS value')).toEqual([1]);
  });
});

describe('users and closed directories', () => {
  asRoot('runs for root from an installation below a closed directory', async () => {
    const closed = await temporary(0o700);
    const open = await temporary(0o755);
    const launcher = await installElsewhere(closed, 0o700);
    const options = { launcher, dataDir: join(closed, 'data'), temporary: open };
    const first = await startElsewhere(options);
    expect(await query(first.url, 'SELECT 1 AS value')).toEqual([1]);
    expect(first.log.join('\n')).toContain(`copying the PostgreSQL programs to ${open}`);
    expect(await readdir(join(closed, 'data'))).toContain('cluster');
    await endStarter(first, 'SIGTERM');

    await damageCopy(open);
    const second = await startElsewhere(options);
    expect(await query(second.url, 'SELECT 1 AS value')).toEqual([1]);
  });

  asRoot('runs for a normal user as that user', async () => {
    const open = await temporary(0o755);
    const launcher = await installElsewhere(open, 0o755);
    const own = await temporary();
    await chown(own, NOBODY.uid, NOBODY.gid);
    const starter = await startElsewhere({ launcher, dataDir: join(own, 'data'), user: NOBODY });
    expect(await query(starter.url, 'SELECT 1 AS value')).toEqual([1]);
    expect((await stat(`/proc/${starter.serverPid}`)).uid).toBe(NOBODY.uid);
    await endStarter(starter, 'SIGTERM');

    const byRoot = await start(join(own, 'data'));
    expect((await stat(`/proc/${byRoot.pid}`)).uid).toBe(NOBODY.uid);
  });
});

/** What a cleaner of temporary directories does: one file less. */
async function damageCopy(base: string): Promise<void> {
  const copy = (await readdir(base)).find((name) => name.startsWith('silian-postgres-'));
  await rm(join(base, String(copy), 'share', 'postgresql', 'timezonesets', 'Default'));
}
