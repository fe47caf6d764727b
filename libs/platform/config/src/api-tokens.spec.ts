import { readApiTokens, tokenDigest } from './api-tokens.js';
import { Files, TOKEN } from './testing/variables.js';

const NODE = '140502';
const sound = { role: 'clerk', unit: NODE, token: TOKEN };

let files: Files;
beforeAll(() => {
  files = new Files();
});
afterAll(() => files.remove());

it('keeps digests only', () => {
  const list = [sound, { role: 'operator', unit: '140502001', token: `${TOKEN}!` }];
  const read = readApiTokens(files.tokens(list), NODE);
  expect(read).toEqual({
    tokens: [
      { role: 'clerk', unit: NODE, digest: tokenDigest(TOKEN) },
      { role: 'operator', unit: '140502001', digest: tokenDigest(`${TOKEN}!`) },
    ],
  });
  expect(JSON.stringify(read)).not.toContain(TOKEN);
});

it.each<[string, unknown, RegExp]>([
  ['no list', { 0: sound }, /JSON list/],
  ['null', null, /JSON list/],
  ['nothing in the list', [null], /entry 1: role/],
  ['a text in the list', [sound, TOKEN], /entry 2: role/],
  [
    'another role',
    [{ ...sound, role: 'root' }],
    /entry 1: role must be one of clerk, reviewer, administrator, operator, auditor/,
  ],
  ['no unit', [{ ...sound, unit: undefined }], /entry 1: unit/],
  ['a unit that is none', [{ ...sound, unit: '140502x' }], /entry 1: unit/],
  [
    'a unit beside the node',
    [{ ...sound, unit: '140503' }],
    /entry 1: unit must be a unit code within NODE_UNIT/,
  ],
  ['a unit above the node', [{ ...sound, unit: '1405' }], /entry 1: unit/],
  ['a token that can be guessed', [{ ...sound, token: TOKEN.slice(1) }], /entry 1: token .*32 characters/],
  ['a token that is a number', [{ ...sound, token: 12_345 }], /entry 1: token/],
  ['one token twice', [sound, { ...sound, role: 'operator' }], /entry 2: token is the one of entry 1/],
])('refuses %s and names no token', (_what, content, problem) => {
  const read = readApiTokens(files.tokens(content), NODE);
  expect(read).toEqual({ problem: expect.stringMatching(problem) });
  expect(JSON.stringify(read)).not.toContain(TOKEN.slice(1));
});

it.each([
  ['that is missing', () => '/nowhere/tokens.json'],
  ['that is a directory', () => files.directory],
  ['that is no JSON', () => files.write('broken.json', `[{"token": "${TOKEN}"`)],
])('refuses a file %s', (_what, file) => {
  expect(readApiTokens(file(), NODE)).toEqual({ problem: 'must name a readable JSON file' });
});
