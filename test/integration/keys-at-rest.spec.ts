import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unitLevel } from '#core/kernel';
import { runCommand } from '../support/commands.js';
import { NodeApi } from '../support/node-api.js';
import { TestNode } from '../support/node-app.js';
import { newToken, writeNodeFiles, type NodeFiles } from '../support/node-files.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { endPrograms, Program } from '../support/program.js';
import { until } from '../support/until.js';

const [CITY, DISTRICT] = ['1405', '140502'];
const PASSPHRASE = 'hunter2-is-a-passphrase';
const OTHER = 'hunter3-is-a-passphrase';
const SEALED = /^silian-sealed\/1 [\w-]+\n$/;

let database: TestDatabase;
let files: NodeFiles;
let variables: Record<string, string>;

beforeEach(async () => {
  database = await createTestDatabase();
  files = await writeNodeFiles(CITY, [newToken('operator', CITY)]);
  await writeFile(at('secrets.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  await writeFile(at('passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 });
  variables = {
    ...{ NODE_LEVEL: 'city', NODE_UNIT: CITY, HTTP_PORT: '0', DATABASE_URL: database.url },
    ...files.variables,
  };
});
afterEach(async () => {
  endPrograms();
  await files?.remove();
  await database?.drop();
});

const at = (name: string): string => join(files.directory, name);
const keysOnDisk = () => Promise.all(['node.key', 'secrets.key'].map((name) => readFile(at(name), 'utf8')));
const withPassphrase = (): Record<string, string> => ({ KEYS_PASSPHRASE_FILE: at('passphrase') });

/** Starts the node, waits until it listens and ends it in good order; gives what it has said. */
async function startOnce(passphrase: Record<string, string>): Promise<string> {
  const program = new Program({ ...variables, ...passphrase });
  await program.listening();
  program.kill('SIGTERM');
  expect(await program.end()).toBe(0);
  return program.stdout + program.stderr;
}

/** A start that has to fail; gives what it has said. */
async function refused(passphrase: Record<string, string>): Promise<string> {
  const program = new Program({ ...variables, ...passphrase });
  expect(await program.end()).toBe(1);
  expect(program.stderr).not.toMatch(/ at .*\.js:/);
  return program.stdout + program.stderr;
}

/** A program that prints the passphrase, or does something else. */
async function script(body: string): Promise<Record<string, string>> {
  await writeFile(at('hook'), `#!/bin/sh\n${body}\n`);
  await chmod(at('hook'), 0o700);
  return { KEYS_PASSPHRASE_COMMAND: `${at('hook')} node-1 --quiet` };
}

async function command(args: readonly string[], environment = withPassphrase()) {
  const outcome = await runCommand(args, { ...variables, ...environment });
  expect(outcome.stdout + outcome.stderr).not.toMatch(/hunter\d|PRIVATE KEY/);
  return outcome;
}

describe('a node that gets a passphrase', () => {
  it('seals what lay open, says so once, and starts again', async () => {
    const before = await keysOnDisk();
    const first = await startOnce(withPassphrase());
    expect(first).toContain('key files that lay open are sealed with the passphrase now');
    for (const name of ['node.key', 'secrets.key']) {
      expect(await readFile(at(name), 'utf8')).toMatch(SEALED);
      expect((await stat(at(name))).mode & 0o777).toBe(0o600);
      expect(first).toContain(at(name));
    }
    const second = await startOnce(withPassphrase());
    expect(second).not.toContain('lay open');
    expect(first + second).not.toContain(PASSPHRASE);
    for (const secret of before) expect(first + second).not.toContain(secret.split('\n')[1] ?? secret);
  });

  it('starts without one as long as nothing is sealed, and then says which settings are needed', async () => {
    const before = await keysOnDisk();
    await startOnce({});
    expect(await keysOnDisk()).toEqual(before);
    await command(['keys', 'seal']);
    expect(await refused({})).toMatch(
      /^keys_passphrase_needed: .*node\.key.* \/ .*KEYS_PASSPHRASE_FILE or KEYS_PASSPHRASE_COMMAND/,
    );
  });

  it('does not start with a wrong one, and changes nothing, not even a file that lies open', async () => {
    await command(['keys', 'seal']);
    await writeFile(at('secrets.key'), randomBytes(32).toString('base64'));
    await writeFile(at('passphrase'), OTHER);
    const before = await keysOnDisk();
    const said = await refused(withPassphrase());
    expect(said).toMatch(/^keys_passphrase_wrong: .*口令.* \/ .*another passphrase/);
    expect(said).not.toContain(OTHER);
    expect(await keysOnDisk()).toEqual(before);
  });

  it('works after it was killed between two writes, and leaves nothing of them', async () => {
    const leftover = at('node.key.0b5f.part');
    await writeFile(leftover, 'silian-sealed/1 aGFsZiBh');
    await utimes(leftover, new Date(0), new Date(0));
    await writeFile(at('node.key.next'), 'silian-sea');
    await startOnce(withPassphrase());
    expect(await readdir(files.directory)).not.toContain('node.key.0b5f.part');
    await startOnce(withPassphrase());
  });

  it('may be given it by two settings, but not at once', async () => {
    const both = { ...withPassphrase(), ...(await script(`echo ${PASSPHRASE}`)) };
    expect(await refused(both)).toContain(
      'KEYS_PASSPHRASE_COMMAND must not be set beside KEYS_PASSPHRASE_FILE',
    );
  });
});

describe('a program that prints the passphrase', () => {
  it('is asked at each start, with its arguments and without a shell', async () => {
    const hook = await script(
      `[ "$1 $2" = "node-1 --quiet" ] && echo said to a person >&2 && echo ${PASSPHRASE}`,
    );
    const said = await startOnce(hook);
    expect(said).not.toContain('said to a person');
    expect((await keysOnDisk()).every((text) => SEALED.test(text))).toBe(true);
    expect((await command(['keys', 'open'])).code).toBe(0);
  });

  it.each([
    ['fails', `echo ${PASSPHRASE}; exit 3`, /^passphrase_program_failed: .*exit code 3/],
    ['prints without end', 'yes hunter2', /^passphrase_length/],
  ])('and %s keeps the node from starting, and nothing is sealed', async (_how, body, message) => {
    const before = await keysOnDisk();
    const said = await refused(await script(body));
    expect(said).toMatch(message);
    expect(said).toContain('KEYS_PASSPHRASE_COMMAND');
    expect(said).not.toContain('hunter2');
    expect(await keysOnDisk()).toEqual(before);
  });

  it('and hangs is ended after ten seconds, with what it has started', async () => {
    const hook = await script(`sleep 600 & echo $! > ${at('pid')}; wait`);
    expect(await refused(hook)).toMatch(/^passphrase_program_late: .* 10 /);
    const started = Number(await readFile(at('pid'), 'utf8'));
    await until(async () => !(await isRunning(started)), {
      deadlineMs: 5_000,
      what: 'the program’s child to end',
    });
  });
});

/** A process that has ended and that nobody has asked for yet is a zombie, where that can be seen. */
async function isRunning(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return state !== '' && !state.includes(') Z ');
}

describe('the command keys', () => {
  it('seals, changes the passphrase and opens again', async () => {
    const before = await keysOnDisk();
    const both = [at('node.key'), at('secrets.key')];
    const told = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await command(args)).stdout);
    expect(await told('keys', 'seal')).toEqual({ changed: both, unchanged: [] });
    expect(await told('keys', 'seal')).toEqual({ changed: [], unchanged: both });
    await writeFile(at('other'), OTHER);
    expect(await told('keys', 'change', '--new-file', at('other'))).toEqual({ changed: both, unchanged: [] });
    expect((await command(['keys', 'open'])).stderr).toMatch(/^keys_passphrase_wrong/);
    const { stdout } = await command(['keys', 'open'], {
      KEYS_PASSPHRASE_COMMAND: `cat ${at('other')}`,
      PATH: '/usr/bin:/bin',
    });
    expect(JSON.parse(stdout)).toEqual({ changed: both, unchanged: [] });
    expect(await keysOnDisk()).toEqual(before);
  });

  it.each([
    [['keys'], /keys seal, keys open or keys change/],
    [['keys', 'change'], /--new-file or --new-command is needed/],
    [['keys', 'change', '--new-file', 'a', '--new-command', 'b'], /--new-file or --new-command is needed/],
    [['keys', 'change', '--new-command', 'a | b'], /--new-command is a program/],
    [['keys', 'change', '--new-file', '/nowhere'], /^passphrase_unreadable: .*--new-file/],
  ])('says what is wrong with %j', async (args, problem) => {
    const before = await keysOnDisk();
    const { code, stderr } = await command(args);
    expect(code).toBe(1);
    expect(stderr).toMatch(problem);
    expect(await keysOnDisk()).toEqual(before);
  });

  it('needs a passphrase and a key', async () => {
    expect((await command(['keys', 'seal'], {})).stderr).toContain('KEYS_PASSPHRASE_COMMAND is needed');
    await rm(at('node.key'));
    await rm(at('secrets.key'));
    expect((await command(['keys', 'seal'])).stderr).toContain('no key lies where');
  });
});

it('keys are made, and certificates issued, through the same door', async () => {
  await command(['keys', 'seal']);
  const { stdout: publicKey } = await command(['keygen', '--out', at('district.key')]);
  expect(await readFile(at('district.key'), 'utf8')).toMatch(SEALED);
  const certify = [
    ...['certify', '--key', at('node.key'), '--certificate', at('certificate.json'), '--unit', DISTRICT],
    ...['--public-key', publicKey.trim(), '--out', at('district.json')],
  ];
  expect((await command(certify, {})).stderr).toMatch(/^keys_passphrase_needed/);
  expect((await command(certify)).code).toBe(0);
  expect(JSON.parse(await readFile(at('district.json'), 'utf8'))).toHaveLength(2);
});

it('a node that is paired, serves and renews its key has it sealed all the time', async () => {
  const city = await TestNode.start({ unit: CITY });
  try {
    const dataDir = at('district');
    const pairings = '/api/v1/nodes/pairings';
    const { body: offer } = await city.as('operator').send('POST', pairings, { unit: DISTRICT });
    const options = ['--parent', city.url, '--code', offer.code, '--unit', DISTRICT, '--data-dir', dataDir];
    const pairing = command(['pair', ...options]);
    await until(
      async () =>
        (await city.as('operator').get(pairings)).body.some(
          (item: { state: string }) => item.state === 'requested',
        ),
      { deadlineMs: 20_000, what: 'the request' },
    );
    await city.as('operator').send('POST', `${pairings}/${offer.id}/approve`);
    expect((await pairing).code).toBe(0);
    const key = (): Promise<string> => readFile(join(dataDir, 'node.key'), 'utf8');
    const paired = await key();
    expect(paired).toMatch(SEALED);

    const token = newToken('operator', DISTRICT);
    await writeFile(at('tokens.json'), JSON.stringify([token]));
    const program = new Program({
      ...{ NODE_LEVEL: unitLevel(DISTRICT) ?? '', NODE_UNIT: DISTRICT, HTTP_PORT: '0', DATA_DIR: dataDir },
      ...{ DATABASE_URL: database.url, API_TOKENS_FILE: at('tokens.json'), ...withPassphrase() },
    });
    const api = new NodeApi(await program.listening(), token.token);
    expect((await api.send('POST', '/api/v1/nodes/self/rotate')).status).toBeLessThan(300);
    await until(async () => (await key()) !== paired, { deadlineMs: 20_000, what: 'the key to be renewed' });
    expect(await key()).toMatch(SEALED);
  } finally {
    await city.close();
  }
});
