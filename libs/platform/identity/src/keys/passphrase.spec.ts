import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askPassphrase } from './passphrase.js';

const SECRET = 'hunter2-is-a-passphrase';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'passphrase-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fileWith(content: string | Buffer) {
  const file = join(directory, 'passphrase');
  writeFileSync(file, content);
  return { setting: 'KEYS_PASSPHRASE_FILE', file };
}

const shell = (body: string) => ({ setting: 'KEYS_PASSPHRASE_COMMAND', program: ['/bin/sh', '-c', body] });
const askFor = async (source: Parameters<typeof askPassphrase>[0]) =>
  (await askPassphrase(source)).toString();

it.each(['', '\n', '\r\n'])('one line end, here %j, is no part of it', async (end) => {
  expect(await askFor(fileWith(SECRET + end))).toBe(SECRET);
  expect(await askFor(shell(`printf '%s' '${SECRET}${end}'`))).toBe(SECRET);
});

it('everything else is: blanks, more lines, bytes that are no text', async () => {
  expect(await askFor(fileWith(` ${SECRET} \n\n`))).toBe(` ${SECRET} \n`);
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index));
  expect(await askPassphrase(fileWith(bytes))).toEqual(bytes);
});

it.each([0, 15, 4_097])('one of %d bytes is refused', async (length) => {
  const expected = expect.objectContaining({ code: 'passphrase_length' });
  await expect(askPassphrase(fileWith('x'.repeat(length)))).rejects.toEqual(expected);
  await expect(askPassphrase(shell(`printf '%0${length}d' 0 | head -c ${length}`))).rejects.toEqual(expected);
});

it.each([16, 4_096])('one of %d bytes is taken', async (length) => {
  expect(await askFor(fileWith('x'.repeat(length)))).toHaveLength(length);
  expect(await askFor(shell(`printf '%0${length}d\\r\\n' 0`))).toHaveLength(length);
});

it.each([
  [
    'ends with another code than 0',
    shell(`echo ${SECRET}; exit 3`),
    'passphrase_program_failed',
    'exit code 3',
  ],
  ['is killed', shell(`echo ${SECRET}; kill -9 $$`), 'passphrase_program_failed', 'SIGKILL'],
  [
    'is not there',
    { setting: '--new-command', program: ['/nowhere'] },
    'passphrase_program_failed',
    'ENOENT',
  ],
  ['may not be run', { setting: '--new-command', program: ['/'] }, 'passphrase_program_failed', 'EACCES'],
  ['prints without end', shell(`yes ${SECRET}`), 'passphrase_length', ''],
])('a program that %s gives none, and what it printed is not told', async (_how, source, code, outcome) => {
  const error = await askPassphrase(source).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, params: { setting: source.setting } });
  expect((error as Error).message).toContain(outcome);
  expect(String((error as Error).stack)).not.toContain(SECRET);
});

it('a file that is not there is told by the setting that names it', async () => {
  await expect(askPassphrase({ setting: 'KEYS_PASSPHRASE_FILE', file: '/nowhere' })).rejects.toMatchObject({
    code: 'passphrase_unreadable',
    params: { setting: 'KEYS_PASSPHRASE_FILE' },
  });
});
