import { readKeysConfig, readProgram } from './keys-config.js';
import { cityVariables, Files, read } from './testing/variables.js';

const SECRET = 'hunter2-is-a-secret';

let files: Files;
beforeAll(() => {
  files = new Files();
});
afterAll(() => files.remove());

it('without a passphrase the keys lie in the data directory as they are', () => {
  expect(readKeysConfig({ DATA_DIR: '/srv/silian' })).toEqual({
    identity: { keyFile: '/srv/silian/node.key' },
    secretsKeyFile: '/srv/silian/secrets.key',
    keysPassphrase: undefined,
  });
});

it('the passphrase comes from a file or from a program, for commands and for the node', () => {
  const file = { KEYS_PASSPHRASE_FILE: '/run/credentials/passphrase' };
  const command = { KEYS_PASSPHRASE_COMMAND: ' vault kv get  -field=passphrase secret/silian ' };
  const fromFile = { setting: 'KEYS_PASSPHRASE_FILE', file: '/run/credentials/passphrase' };
  const program = ['vault', 'kv', 'get', '-field=passphrase', 'secret/silian'];
  const fromProgram = { setting: 'KEYS_PASSPHRASE_COMMAND', program };
  for (const [variables, source] of [[file, fromFile] as const, [command, fromProgram] as const]) {
    expect(readKeysConfig(variables).keysPassphrase).toEqual(source);
    expect(read({ ...cityVariables(files), ...variables })).toMatchObject({ keysPassphrase: source });
  }
});

it('both at once are refused, and no value is told', () => {
  const both = { KEYS_PASSPHRASE_FILE: SECRET, KEYS_PASSPHRASE_COMMAND: SECRET };
  expect(read({ ...cityVariables(files), ...both })).toEqual([
    'KEYS_PASSPHRASE_COMMAND must not be set beside KEYS_PASSPHRASE_FILE: one of the two is enough',
  ]);
  expect(() => readKeysConfig(both)).toThrow(/KEYS_PASSPHRASE_COMMAND must not be set beside/);
});

it.each([
  'cat a | base64',
  'echo "a b"',
  "echo 'a'",
  'echo $A',
  'a; b',
  'a && b',
  'cat < a',
  'a > b',
  'a \\ b',
  '`a`',
  ' ',
])('what only a shell understands is refused: %s', (command) => {
  expect(readProgram(command)).toBeUndefined();
  const problems = read({ ...cityVariables(files), KEYS_PASSPHRASE_COMMAND: command });
  expect(problems).toEqual([
    expect.stringMatching(/^KEYS_PASSPHRASE_COMMAND must be a program and its arguments/),
  ]);
});
