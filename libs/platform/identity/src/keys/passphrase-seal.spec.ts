import { inspect } from 'node:util';
import { PassphraseSeal } from './passphrase-seal.js';

const PASSPHRASE = Buffer.from('correct horse battery staple');
const SECRET = Buffer.from('what nobody may read');

const seal = new PassphraseSeal(PASSPHRASE);
const sealed = seal.seal(SECRET, 'node-key');

/** The same file with one character of its body changed; the alphabet has no gaps between these. */
function altered(at: number): Buffer {
  const copy = Buffer.from(sealed);
  copy[at] = copy[at] === 0x61 ? 0x62 : 0x61;
  return copy;
}

it('opens what it sealed, also in another process and beside another file', () => {
  const other = new PassphraseSeal(PASSPHRASE);
  expect(other.open(sealed, 'node-key')).toEqual(SECRET);
  const second = other.seal(SECRET, 'secrets-key');
  expect(seal.open(second, 'secrets-key')).toEqual(SECRET);
});

it('is told from what is not sealed', () => {
  expect(PassphraseSeal.isSealed(sealed)).toBe(true);
  for (const text of ['', '-----BEGIN PRIVATE KEY-----', 'silian-seale'])
    expect(PassphraseSeal.isSealed(Buffer.from(text))).toBe(false);
});

it('shows nothing of the secret, and is never twice the same', () => {
  const text = sealed.toString();
  expect(text).toMatch(/^silian-sealed\/1 [\w-]+\n$/);
  expect(Buffer.from(text.split(' ')[1] ?? '', 'base64url').includes(SECRET)).toBe(false);
  expect(seal.seal(SECRET, 'node-key')).not.toEqual(sealed);
});

it('the files of one node share a salt, and one derived key opens them all', () => {
  const salt = (content: Buffer): string => content.toString().slice(16, 16 + 21);
  expect(salt(seal.seal(SECRET, 'secrets-key'))).toBe(salt(sealed));
  expect(salt(new PassphraseSeal(PASSPHRASE).seal(SECRET, 'node-key'))).not.toBe(salt(sealed));
});

it('a wrong passphrase is told from a damaged file', () => {
  expect(new PassphraseSeal(Buffer.from('correct horse battery stable')).open(sealed, 'node-key')).toBe(
    'passphrase',
  );
  expect(seal.open(altered(sealed.length - 6), 'node-key')).toBe('damaged');
});

it('a file for another purpose does not open in its place', () => {
  expect(seal.open(sealed, 'secrets-key')).toBe('damaged');
});

it.each([
  ['cut off', (text: string) => text.slice(0, 90)],
  ['cut off after its header', (text: string) => text.slice(0, 15)],
  ['with one character more', (text: string) => text.replace('\n', 'A\n')],
  ['with a sign that is none', (text: string) => text.replace(/.\n/, '*\n')],
])('%s, it is damaged', (_how, change) => {
  expect(seal.open(Buffer.from(change(sealed.toString())), 'node-key')).toBe('damaged');
});

it('no byte of it can be changed', () => {
  // Those that change the salt cost a third of a second each: one stands for all.
  const ends = [17, ...Array.from({ length: 40 }, (_, index) => sealed.length - 3 - 2 * index)];
  for (const at of ends) expect(Buffer.isBuffer(seal.open(altered(at), 'node-key'))).toBe(false);
});

it.each(['silian-sealed/2', 'silian-sealed/', 'silian-sealed/1x'])(
  'a file of the version %s is not guessed at',
  (header) => {
    const other = Buffer.from(sealed.toString().replace('silian-sealed/1', header));
    expect(PassphraseSeal.isSealed(other)).toBe(true);
    expect(seal.open(other, 'node-key')).toBe('version');
  },
);

it('nothing that is printed shows the passphrase', () => {
  expect(inspect(seal, { depth: 9, showHidden: true }) + JSON.stringify(seal)).not.toMatch(
    /63 6f 72|correct/,
  );
});
