import { chown, lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { unitLevel } from '#core/kernel';
import { productFile } from '#platform/config';
import { newToken, writeNodeFiles, type NodeFiles } from '../support/node-files.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { endPrograms, Program } from '../support/program.js';

const SECRET = 'hunter2-is-a-secret';

let database: TestDatabase;
const files: NodeFiles[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  endPrograms();
  for (const item of files.splice(0)) await item.remove();
  await database?.drop();
});

/** The variables of a node that would start. */
async function variablesOf(unit: string): Promise<Record<string, string>> {
  const written = await writeNodeFiles(unit, [newToken('operator', unit)]);
  files.push(written);
  return {
    NODE_LEVEL: unitLevel(unit) ?? '',
    NODE_UNIT: unit,
    HTTP_PORT: '0',
    DATABASE_URL: database.url,
    PARENT_URL: 'http://127.0.0.1:9',
    LOG_LEVEL: 'silent',
    ...written.variables,
  };
}

it('a node starts, answers and ends on a signal', async () => {
  const program = new Program(await variablesOf('1405'));
  const url = await program.listening();
  expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  const described: unknown = await (await fetch(`${url}/api/openapi.json`)).json();
  expect(described).toEqual(JSON.parse(await readFile(productFile('docs', 'openapi.json'), 'utf8')));
  program.kill('SIGTERM');
  expect(await program.end()).toBe(0);
});

/** Nobody else's on this machine: what belongs to it, a node of this test has made. */
const STRANGER = { uid: 65_431, gid: 65_431 };

/** What belongs to the stranger in the places that everybody may write to. */
async function madeElsewhere(directory: string): Promise<string[]> {
  const places = [...new Set([tmpdir(), '/tmp', '/var/tmp', '/dev/shm', process.cwd()])];
  const lists = await Promise.all(
    places.map(async (place) => (await readdir(place).catch(() => [])).map((name) => join(place, name))),
  );
  const owners = await Promise.all(
    lists.flat().map(async (path) => ({ path, uid: (await lstat(path).catch(() => undefined))?.uid })),
  );
  return owners.filter(({ path, uid }) => uid === STRANGER.uid && path !== directory).map(({ path }) => path);
}

it('a node works as a user who owns its data directory and nothing else, and writes nowhere else', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'owned-'));
  const stranger: Partial<typeof STRANGER> = process.getuid?.() === 0 ? STRANGER : {};
  try {
    if (stranger.uid !== undefined) await chown(directory, STRANGER.uid, STRANGER.gid);
    const variables = { NODE_LEVEL: 'city', NODE_UNIT: '1405', HTTP_PORT: '0', DATABASE_URL: database.url };
    const program = new Program({ ...variables, DATA_DIR: directory }, { ...stranger, cwd: '/' });
    expect((await fetch(`${await program.listening()}/health/ready`)).status).toBe(200);
    const elsewhere = await madeElsewhere(directory);
    program.kill('SIGTERM');
    expect(await program.end()).toBe(0);
    expect(elsewhere).toEqual([]);
    const made = ['node.key', 'node.key.certificate.json', 'secrets.key'];
    expect((await readdir(directory)).sort()).toEqual(made);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

describe('a node does not start', () => {
  it('where its configuration is wrong, and names every key and no value', async () => {
    const sound = await variablesOf('140502');
    const program = new Program({
      ...sound,
      HTTP_PORT: SECRET,
      DATABASE_URL: `mysql://root:${SECRET}@db`,
      TRUST_ROOT_KEY: SECRET,
      NODE_UNIT: '1405',
    });
    expect(await program.end()).toBe(1);
    for (const key of ['HTTP_PORT', 'DATABASE_URL', 'TRUST_ROOT_KEY', 'NODE_UNIT']) {
      expect(program.stderr).toContain(`  - ${key} must be `);
    }
    expect(program.stderr + program.stdout).not.toContain(SECRET);
    expect(program.stderr).not.toMatch(/ at .*\.js:/);
  });

  it('on a database that belongs to another unit, and leaves it as it is', async () => {
    const first = new Program(await variablesOf('140502'));
    await first.listening();
    const second = new Program(await variablesOf('140521'));
    expect(await second.end()).toBe(1);
    expect(second.stderr).toContain('The database belongs to unit 140502, not to NODE_UNIT');
    const replica = new Program(await variablesOf('140502'));
    await replica.listening();
  });

  it('where its port is taken, and leaves nothing running', async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    try {
      const HTTP_PORT = String((taken.address() as AddressInfo).port);
      const program = new Program({ ...(await variablesOf('140502')), HTTP_PORT });
      expect(await program.end()).toBe(1);
      expect(program.stderr).toContain('EADDRINUSE');
    } finally {
      await new Promise((resolve) => taken.close(resolve));
    }
  });

  it('without its database, and does not tell the password', async () => {
    const nowhere = `postgres://silian:${SECRET}@127.0.0.1:9/silian`;
    const program = new Program({ ...(await variablesOf('140502')), DATABASE_URL: nowhere });
    expect(await program.end()).toBe(1);
    expect(program.stderr).toContain('ECONNREFUSED');
    expect(program.stderr).not.toContain(SECRET);
  });

  it('with a certificate of another unit', async () => {
    const other = await variablesOf('140521');
    const { NODE_CERTIFICATE_FILE = '', NODE_KEY_FILE = '', TRUST_ROOT_KEY = '' } = other;
    const program = new Program({
      ...(await variablesOf('140502')),
      NODE_CERTIFICATE_FILE,
      NODE_KEY_FILE,
      TRUST_ROOT_KEY,
    });
    expect(await program.end()).toBe(1);
    expect(program.stderr).toContain('NODE_CERTIFICATE_FILE is for another unit');
  });
});
