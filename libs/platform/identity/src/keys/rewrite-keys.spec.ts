import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeysConfig } from '#platform/config';
import { KeyStore } from './key-store.js';
import { PassphraseSeal } from './passphrase-seal.js';
import { keyFilesOf, rewriteKeys, secretsKeyFile } from './rewrite-keys.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const OPEN = new KeyStore();
const FIRST = new KeyStore(new PassphraseSeal(Buffer.from('the first passphrase')));
const SECOND = new KeyStore(new PassphraseSeal(Buffer.from('the second passphrase')));

let directory: string;
let config: KeysConfig;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keys-'));
  config = {
    identity: { keyFile: join(directory, 'node.key') },
    secretsKeyFile: join(directory, 'secrets.key'),
    keysPassphrase: undefined,
  };
  writeFileSync(config.identity.keyFile, 'a node key', { mode: 0o644 });
  writeFileSync(config.secretsKeyFile, 'a secrets key');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const rewrite = (from: KeyStore, to: KeyStore) =>
  rewriteKeys(keyFilesOf(config, from), from, to, NOW).map(({ path }) => path);
const contents = (keys: KeyStore) => keyFilesOf(config, keys).map((file) => keys.read(file).toString());
const onDisk = () =>
  readdirSync(directory)
    .sort()
    .map((name) => [name, readFileSync(join(directory, name), 'utf8')]);

it('files that lie open are sealed, for their owner only, and opened again', () => {
  const paths = [config.identity.keyFile, config.secretsKeyFile];
  expect(rewrite(FIRST, FIRST)).toEqual(paths);
  expect(paths.map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  expect(onDisk().flat().join()).not.toMatch(/a \w+ key/);
  expect(contents(FIRST)).toEqual(['a node key', 'a secrets key']);
  expect(rewrite(FIRST, FIRST)).toEqual([]);
  expect(rewrite(FIRST, OPEN)).toEqual(paths);
  expect(contents(OPEN)).toEqual(['a node key', 'a secrets key']);
});

it('without a passphrase a sealed file says what is needed', () => {
  rewrite(FIRST, FIRST);
  expect(() => OPEN.read(secretsKeyFile(config.secretsKeyFile))).toThrow(
    expect.objectContaining({ code: 'keys_passphrase_needed', params: { file: config.secretsKeyFile } }),
  );
});

it('another passphrase takes the place of the first, also after half of it was done', () => {
  rewrite(FIRST, FIRST);
  const half = readFileSync(config.secretsKeyFile);
  rewrite(FIRST, SECOND);
  writeFileSync(config.secretsKeyFile, half);
  expect(rewrite(FIRST, SECOND)).toEqual([config.secretsKeyFile]);
  expect(contents(SECOND)).toEqual(['a node key', 'a secrets key']);
});

it.each([
  ['the wrong passphrase', 'keys_passphrase_wrong', () => SECOND],
  [
    'one file in the place of the other',
    'key_file_damaged',
    () => {
      writeFileSync(config.identity.keyFile, readFileSync(config.secretsKeyFile));
      return FIRST;
    },
  ],
])('%s changes nothing, not even a file that lies open', (_what, code, given) => {
  rewriteKeys([secretsKeyFile(config.secretsKeyFile)], FIRST, FIRST, NOW);
  const keys = given();
  const before = onDisk();
  const files = [...keyFilesOf(config, keys)];
  expect(() => rewriteKeys(files, keys, keys, NOW)).toThrow(expect.objectContaining({ code }));
  expect(onDisk()).toEqual(before);
});

describe('what a killed process has left', () => {
  it('is removed when it is old enough to be nobody’s', () => {
    const [old, young] = ['old', 'young'].map((id) => `${config.identity.keyFile}.${id}.part`) as [
      string,
      string,
    ];
    writeFileSync(old, 'half a fi');
    writeFileSync(young, 'half a fi');
    utimesSync(old, NOW, new Date(NOW.getTime() - 61_000));
    utimesSync(young, NOW, NOW);
    rewrite(FIRST, FIRST);
    expect(readdirSync(directory).sort()).toEqual(['node.key', 'node.key.young.part', 'secrets.key']);
  });

  it.each(['', 'half a k', 'silian-sealed/1 AAAA'])(
    'may be a next key that was written as far as “%s”',
    (text) => {
      writeFileSync(`${config.identity.keyFile}.next`, text);
      rewrite(FIRST, FIRST);
      expect(contents(FIRST).slice(0, 2)).toEqual(['a node key', 'a secrets key']);
    },
  );

  it('may be a whole next key, which is sealed like the others', () => {
    writeFileSync(`${config.identity.keyFile}.next`, 'a next key');
    rewrite(FIRST, FIRST);
    expect(readFileSync(`${config.identity.keyFile}.next`, 'utf8')).toMatch(/^silian-sealed/);
  });
});

it('a link stays a link, and what it points to is sealed', () => {
  const link = join(directory, 'link.key');
  symlinkSync(config.identity.keyFile, link);
  const linked = { ...config, identity: { keyFile: link } };
  rewriteKeys(keyFilesOf(linked, FIRST), FIRST, FIRST, NOW);
  expect(readFileSync(config.identity.keyFile, 'utf8')).toMatch(/^silian-sealed/);
  expect(contents(FIRST)[0]).toBe('a node key');
});
