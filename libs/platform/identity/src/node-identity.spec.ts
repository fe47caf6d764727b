import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unitLevel, type Level } from '#core/kernel';
import {
  issueCertificate,
  issueRoot,
  newPrivateKey,
  privateKeyPem,
  publicKeyText,
  type CertificateChain,
} from '#core/protocol';
import { ConfigError, LEVEL_PROFILES, type NodeConfig } from '#platform/config';
import { KeyStore } from './keys/key-store.js';
import { replacePair } from './keys/pair-files.js';
import { PassphraseSeal } from './keys/passphrase-seal.js';
import { loadNodeIdentity } from './node-identity.js';

/** Without a passphrase. */
const KEYS = new KeyStore();

const NOW = new Date('2026-01-01T00:00:00Z');
const PERIOD = { notBefore: new Date('2025-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'identity-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

function configOf(unit: string, identity: Partial<NodeConfig['identity']> = {}): NodeConfig {
  const defaults = {
    keyFile: join(directory, 'node.key'),
    certificateFile: undefined,
    trustRootKey: undefined,
  };
  const profile = LEVEL_PROFILES[unitLevel(unit) as Level];
  return { unit, profile, identity: { ...defaults, ...identity } } as NodeConfig;
}

/** A district's node with everything in order; tests put one thing out of order. */
function district() {
  const cityKey = newPrivateKey();
  const key = newPrivateKey();
  const root = issueRoot(cityKey, { unit: '1405', level: 'city', ...PERIOD });
  const request = { unit: '140502', level: 'district' as Level, publicKey: publicKeyText(key), ...PERIOD };
  const chain = issueCertificate(cityKey, root, request);
  return { cityKey, key, root, request, chain, trustRootKey: publicKeyText(cityKey) };
}

function load(
  unit: string,
  { key, chain, trustRootKey }: { key: string; chain: unknown; trustRootKey: string },
  now = NOW,
) {
  const identity = {
    keyFile: write('node.key', key),
    certificateFile: write('certificate.json', typeof chain === 'string' ? chain : JSON.stringify(chain)),
    trustRootKey,
  };
  return loadNodeIdentity(configOf(unit, identity), KEYS, now);
}

describe('below the city', () => {
  it('a node is who its certificate says', () => {
    const { key, chain, trustRootKey } = district();
    const identity = load('140502', { key: privateKeyPem(key), chain, trustRootKey });
    expect(identity).toMatchObject({ unit: '140502', chain, trustRoot: trustRootKey });
  });

  it.each<
    [
      string,
      (sound: ReturnType<typeof district>) => { key?: string; chain?: unknown; trustRootKey?: string },
      RegExp,
    ]
  >([
    [
      'a key of somebody else',
      () => ({ key: privateKeyPem(newPrivateKey()) }),
      /NODE_KEY_FILE does not belong/,
    ],
    ['no key in the key file', () => ({ key: 'no key' }), /NODE_KEY_FILE must hold an Ed25519/],
    ['a certificate that is no JSON', () => ({ chain: '{' }), /NODE_CERTIFICATE_FILE must name a readable/],
    ['a certificate that is no chain', () => ({ chain: { claims: '' } }), /NODE_CERTIFICATE_FILE/],
    ['a chain of nothing', () => ({ chain: [null] }), /NODE_CERTIFICATE_FILE/],
    ['an empty chain', () => ({ chain: [] }), /NODE_CERTIFICATE_FILE/],
    ['a chain without its root', ({ chain }) => ({ chain: chain.slice(0, 1) }), /does not lead to the root/],
    [
      'another root',
      () => ({ trustRootKey: publicKeyText(newPrivateKey()) }),
      /does not lead to the root: root/,
    ],
    [
      'a certificate of another unit',
      ({ cityKey, root, request }) => ({
        chain: issueCertificate(cityKey, root, { ...request, unit: '140521' }),
      }),
      /NODE_CERTIFICATE_FILE is for another unit/,
    ],
    [
      'a signature of somebody else',
      ({ root, request }) => ({ chain: issueCertificate(newPrivateKey(), root, request) }),
      /does not lead to the root: signature/,
    ],
    [
      'a changed certificate',
      ({ chain }) => ({
        chain: chain.map((item, index) =>
          index > 0 ? item : { ...item, claims: item.claims.replace('2027', '2099') },
        ),
      }),
      /does not lead to the root: signature/,
    ],
  ])('%s is refused', (_what, change, message) => {
    const sound = district();
    const { key, chain, trustRootKey } = sound;
    const files = { key: privateKeyPem(key), chain, trustRootKey, ...change(sound) };
    expect(() => load('140502', files)).toThrow(ConfigError);
    expect(() => load('140502', files)).toThrow(message);
  });

  it.each(['2024-12-31T00:00:00Z', '2027-01-01T00:00:00Z'])('a certificate does not hold on %s', (day) => {
    const { key, chain, trustRootKey } = district();
    const files = { key: privateKeyPem(key), chain, trustRootKey };
    expect(() => load('140502', files, new Date(day))).toThrow(/does not lead to the root: period/);
  });

  it('a key is never made up', () => {
    const config = configOf('140502', { certificateFile: write('certificate.json', '[]') });
    expect(() => loadNodeIdentity(config, KEYS, NOW)).toThrow(/NODE_KEY_FILE must name a readable PEM file/);
    expect(existsSync(config.identity.keyFile)).toBe(false);
  });

  it('no message shows a key', () => {
    const key = privateKeyPem(newPrivateKey());
    const { chain, trustRootKey } = district();
    const secret = key.split('\n')[1] ?? '';
    expect(secret.length).toBeGreaterThan(20);
    try {
      load('140502', { key, chain, trustRootKey });
      throw new Error('it was accepted');
    } catch (error) {
      expect(String((error as Error).stack)).not.toContain(secret);
    }
  });
});

describe('at the top', () => {
  it('key and root are made on the first start, readable by nobody else, and kept', () => {
    const first = loadNodeIdentity(configOf('1405'), KEYS, NOW);
    const keyFile = join(directory, 'node.key');
    expect(statSync(keyFile).mode & 0o077).toBe(0);
    const again = loadNodeIdentity(configOf('1405'), KEYS, new Date('2030-01-01T00:00:00Z'));
    expect([again.fingerprint, again.trustRoot, again.chain]).toEqual([
      first.fingerprint,
      first.trustRoot,
      first.chain,
    ]);
    expect(first.trustRoot).toBe(publicKeyText(first.key));
  });

  it('a root that was made for another city is refused', () => {
    loadNodeIdentity(configOf('1405'), KEYS, NOW);
    expect(() => loadNodeIdentity(configOf('1406'), KEYS, NOW)).toThrow(
      /NODE_CERTIFICATE_FILE is for another unit/,
    );
  });

  it('a key that was exchanged under its root is refused', () => {
    loadNodeIdentity(configOf('1405'), KEYS, NOW);
    writeFileSync(join(directory, 'node.key'), privateKeyPem(newPrivateKey()));
    expect(() => loadNodeIdentity(configOf('1405'), KEYS, NOW)).toThrow(/does not lead to the root/);
  });

  it('a trusted root that is not its own key is refused', () => {
    const config = configOf('1405', { trustRootKey: publicKeyText(newPrivateKey()) });
    expect(() => loadNodeIdentity(config, KEYS, NOW)).toThrow(/does not lead to the root: root/);
  });

  it('a certificate may be given instead of made', () => {
    const key = newPrivateKey();
    const chain: CertificateChain = issueRoot(key, { unit: '1405', level: 'city', ...PERIOD });
    const identity = load('1405', { key: privateKeyPem(key), chain, trustRootKey: publicKeyText(key) });
    expect(identity.chain).toEqual(chain);
    expect(readFileSync(join(directory, 'certificate.json'), 'utf8')).toBe(JSON.stringify(chain));
  });
});

describe('while the node runs', () => {
  /** A district's node, and what makes the next pair for it. */
  function running() {
    const sound = district();
    const config = configOf('140502', {
      keyFile: write('node.key', privateKeyPem(sound.key)),
      certificateFile: write('certificate.json', JSON.stringify(sound.chain)),
      trustRootKey: sound.trustRootKey,
    });
    const next = () => {
      const key = newPrivateKey();
      const request = { ...sound.request, publicKey: publicKeyText(key) };
      return { key, chain: issueCertificate(sound.cityKey, sound.root, request) };
    };
    const { keyFile } = config.identity;
    const certificateFile = config.identity.certificateFile ?? '';
    return {
      config,
      identity: loadNodeIdentity(config, KEYS, NOW),
      next,
      files: { keyFile, certificateFile },
    };
  }
  const matches = (identity: ReturnType<typeof loadNodeIdentity>): boolean =>
    (JSON.parse(identity.chain[0]?.claims ?? '') as { key: string }).key === publicKeyText(identity.key);

  it('another pair is put in place, and found by the next start and by another replica', () => {
    const { config, identity, next } = running();
    const replica = loadNodeIdentity(config, KEYS, NOW);
    const before = identity.fingerprint;
    const { key, chain } = next();
    identity.replace(key, chain, NOW);
    expect(identity.fingerprint).not.toBe(before);
    expect(replica.fingerprint).toBe(before);
    expect([replica.refresh(NOW), replica.refresh(NOW)]).toEqual([true, false]);
    expect(statSync(config.identity.keyFile).mode & 0o077).toBe(0);
    for (const seen of [identity, replica, loadNodeIdentity(config, KEYS, NOW)]) {
      expect([seen.fingerprint, matches(seen)]).toEqual([identity.fingerprint, true]);
    }
  });

  it('half a pair is never used', () => {
    const { identity, next, files } = running();
    const before = identity.fingerprint;
    const { key, chain } = next();
    writeFileSync(files.certificateFile, JSON.stringify(chain));
    expect([identity.refresh(NOW), identity.fingerprint, matches(identity)]).toEqual([false, before, true]);
    writeFileSync(files.keyFile, privateKeyPem(key));
    expect([identity.refresh(NOW), matches(identity)]).toEqual([true, true]);
    expect(identity.fingerprint).not.toBe(before);
  });

  it('a pair that was cut off between its two files is completed at the next start', () => {
    const { config, identity, next, files } = running();
    const { key, chain } = next();
    writeFileSync(`${files.keyFile}.next`, privateKeyPem(key), { mode: 0o600 });
    writeFileSync(files.certificateFile, JSON.stringify(chain));
    const started = loadNodeIdentity(config, KEYS, NOW);
    expect(matches(started)).toBe(true);
    expect(started.fingerprint).not.toBe(identity.fingerprint);
    expect(existsSync(`${files.keyFile}.next`)).toBe(false);
  });

  it('a pair that was cut off before its first file changes nothing', () => {
    const { config, identity, next, files } = running();
    writeFileSync(`${files.keyFile}.next`, privateKeyPem(next().key), { mode: 0o600 });
    expect(loadNodeIdentity(config, KEYS, NOW).fingerprint).toBe(identity.fingerprint);
    const { key, chain } = next();
    replacePair(KEYS, files, key, chain);
    expect(matches(loadNodeIdentity(config, KEYS, NOW))).toBe(true);
  });

  it('a pair that does not lead to the root is refused, and nothing is written', () => {
    const { identity, files } = running();
    const before = readFileSync(files.keyFile, 'utf8');
    const stranger = newPrivateKey();
    const chain = issueRoot(stranger, { unit: '1405', level: 'city', ...PERIOD });
    expect(() => identity.replace(stranger, chain, NOW)).toThrow(ConfigError);
    expect(readFileSync(files.keyFile, 'utf8')).toBe(before);
  });

  it('with a passphrase a new key is sealed, and whoever still has another one replaces nothing', () => {
    const [keys, stale] = ['the passphrase of today', 'the passphrase of before'].map(
      (passphrase) => new KeyStore(new PassphraseSeal(Buffer.from(passphrase))),
    ) as [KeyStore, KeyStore];
    const { config, next, files } = running();
    const [identity, replica, late] = [keys, keys, stale].map((store) =>
      loadNodeIdentity(config, store, NOW),
    );
    const { key, chain } = next();
    identity?.replace(key, chain, NOW);
    const written = readFileSync(files.keyFile, 'utf8');
    expect(written).toMatch(/^silian-sealed\/1 /);
    expect([replica?.refresh(NOW), replica?.fingerprint]).toEqual([true, identity?.fingerprint]);
    const wrong = expect.objectContaining({ code: 'keys_passphrase_wrong' });
    expect(() => late?.refresh(NOW)).toThrow(wrong);
    expect(late?.refresh(NOW)).toBe(false);
    const another = next();
    expect(() => late?.replace(another.key, another.chain, NOW)).toThrow(wrong);
    expect(readFileSync(files.keyFile, 'utf8')).toBe(written);
    expect(existsSync(`${files.keyFile}.next`)).toBe(false);
  });

  it('the root’s certificate begins anew, under the same key', () => {
    const identity = loadNodeIdentity(configOf('1405'), KEYS, NOW);
    const { fingerprint: before, trustRoot } = identity;
    const later = new Date('2040-01-01T00:00:00Z');
    identity.replace(identity.key, identity.newRoot(later), later);
    expect(identity.fingerprint).not.toBe(before);
    expect(identity.trustRoot).toBe(trustRoot);
  });
});
