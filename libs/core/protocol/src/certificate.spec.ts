import fc from 'fast-check';
import type { KeyObject } from 'node:crypto';
import { canonicalJson, LEVELS, type Json, type Level } from '#core/kernel';
import {
  CERTIFICATE_CLAIMS_LENGTH_MAX,
  fingerprint,
  issueCertificate,
  issueRoot,
  newPrivateKey,
  publicKeyText,
  readCertificateChain,
  signText,
  verifyChain,
  type Certificate,
  type CertificateChain,
} from './index.js';

const UNITS = { city: '1405', district: '140502', street: '140502001', community: '140502001001' } as const;
const START = new Date('2006-01-01T00:00:00.000Z');
const END = new Date('2026-01-01T00:00:00.000Z');
const DURING = new Date('2016-05-06T07:08:09.010Z');

const keys = {
  city: newPrivateKey(),
  district: newPrivateKey(),
  street: newPrivateKey(),
  community: newPrivateKey(),
};
const ROOT_KEY = publicKeyText(keys.city);
const period = { notBefore: START, notAfter: END };
const root = issueRoot(keys.city, { unit: UNITS.city, level: 'city', ...period });

/** A certificate for the level's own unit and key, unless the case says otherwise. */
function certify(
  issuer: Level,
  chain: CertificateChain,
  level: Level,
  unit: string = UNITS[level],
): CertificateChain {
  return issueCertificate(keys[issuer], chain, {
    unit,
    level,
    publicKey: publicKeyText(keys[level]),
    ...period,
  });
}

const district = certify('city', root, 'district');
const street = certify('district', district, 'street');
const community = certify('street', street, 'community');

const faultOf = (chain: CertificateChain, at = DURING, rootKey = ROOT_KEY): string | undefined => {
  const outcome = verifyChain(chain, rootKey, at);
  return 'fault' in outcome ? outcome.fault : undefined;
};

/** A certificate with any claims, signed as `issue` would sign it. */
function forge(key: KeyObject, claims: Record<string, Json>): Certificate {
  const text = canonicalJson(claims);
  return { claims: text, signature: signText(key, `silian-certificate/1\n${text}`) };
}

/** The first certificate of a chain with some claims changed and signed again by its issuer. */
function reissued(chain: CertificateChain, issuer: Level, change: Record<string, Json>): CertificateChain {
  const [leaf, ...rest] = chain;
  const claims = JSON.parse(leaf?.claims ?? '{}') as Record<string, Json>;
  return [forge(keys[issuer], { ...claims, ...change }), ...rest];
}

/** The first certificate with its claims edited and its old signature. */
function edited(chain: CertificateChain, find: string, put: string): CertificateChain {
  const [leaf, ...rest] = chain as [Certificate, ...Certificate[]];
  expect(leaf.claims).toContain(find);
  return [{ ...leaf, claims: leaf.claims.replace(find, put) }, ...rest];
}

describe('I12 a chain that leads to the root', () => {
  it.each<[Level, CertificateChain]>([
    ['city', root],
    ['district', district],
    ['street', street],
    ['community', community],
    ['community', certify('city', root, 'community')],
    ['street', certify('city', root, 'street')],
    ['community', certify('district', district, 'community')],
  ])('speaks for a %s (case %#)', (level, chain) => {
    const outcome = verifyChain(chain, ROOT_KEY, DURING);
    if ('fault' in outcome) throw new Error(outcome.fault);
    const { signer } = outcome;
    expect(signer).toMatchObject({
      level,
      unit: UNITS[level],
      fingerprint: fingerprint(chain[0] as Certificate),
    });
    expect(publicKeyText(signer.key)).toBe(publicKeyText(keys[level]));
  });
  it('holds from its first instant to just before its last', () => {
    expect(faultOf(community, START)).toBeUndefined();
    expect(faultOf(community, new Date(END.getTime() - 1))).toBeUndefined();
  });
  it('speaks for a municipality, whose code has two digits', () => {
    const municipality = issueRoot(keys.city, { unit: '50', level: 'city', ...period });
    expect(faultOf(certify('city', municipality, 'district', '500101'))).toBeUndefined();
  });
});

describe('I12 a chain that does not', () => {
  it.each<[string, string, CertificateChain]>([
    ['chain_length', 'is empty', []],
    ['chain_length', 'has five certificates', [...community, ...root]],
    ['claims', 'has a level that is not its unit’s', reissued(district, 'city', { level: 'street' })],
    ['claims', 'has a level that is none', reissued(district, 'city', { level: 'province' })],
    ['claims', 'has a unit of no level', reissued(district, 'city', { unit: '14050' })],
    ['claims', 'lacks its key', reissued(district, 'city', { key: null })],
    ['claims', 'has half a key', reissued(district, 'city', { key: ROOT_KEY.slice(1) })],
    ['claims', 'has a key with a blank', reissued(district, 'city', { key: `${ROOT_KEY} ` })],
    ['claims', 'ends at no instant', reissued(district, 'city', { notAfter: 'never' })],
    [
      'claims',
      'ends in local time',
      reissued(district, 'city', { notAfter: '2026-01-01T00:00:00.000+08:00' }),
    ],
    ['claims', 'ends in year 10000', reissued(district, 'city', { notAfter: '+010000-01-01T00:00:00.000Z' })],
    ['claims', 'begins with a number', reissued(district, 'city', { notBefore: 0 })],
    ['claims', 'is no JSON', edited(district, '{', '')],
    ['claims', 'is a list', [{ claims: '[]', signature: '' }]],
    ['claims', 'is null', [{ claims: 'null', signature: '' }]],
    ['claims', 'inherits its claims', [{ claims: `{"__proto__":${root[0]?.claims ?? ''}}`, signature: '' }]],
    [
      'claims',
      'has an issuer that cannot be read',
      [...district.slice(0, 1), { claims: '{', signature: '' }],
    ],
    ['signature', 'was signed by another key', reissued(district, 'street', {})],
    ['signature', 'had its unit edited', edited(community, UNITS.community, '140502001002')],
    [
      'signature',
      'had its key edited',
      edited(district, publicKeyText(keys.district), publicKeyText(keys.street)),
    ],
    ['signature', 'had its end edited', edited(district, '2026-', '2036-')],
    ['signature', 'had a blank added', edited(district, '{', '{ ')],
    ['issuer', 'names another issuer', [...community.slice(0, 1), ...district]],
    ['issuer', 'is in another order', [...community].reverse()],
    ['scope', 'has a unit beside its issuer’s', certify('district', district, 'street', '140521001')],
    ['scope', 'has its issuer’s level', certify('district', district, 'district')],
    ['scope', 'is above its issuer', certify('street', street, 'district')],
    ['root', 'ends below the root', [...community.slice(0, 3)]],
    [
      'root',
      'ends at a root of its own',
      issueRoot(keys.street, { unit: UNITS.city, level: 'city', ...period }),
    ],
    ['root', 'calls itself the root', reissued(district.slice(0, 1), 'district', { issuer: 'root' })],
  ])('%s: it %s', (fault, _, chain) => {
    expect(faultOf(chain)).toBe(fault);
  });
  it('period: it is too early or too late, for any certificate of the chain', () => {
    expect(faultOf(community, new Date(START.getTime() - 1))).toBe('period');
    expect(faultOf(community, END)).toBe('period');
    const short = reissued(district, 'city', { notAfter: '2010-01-01T00:00:00.000Z' });
    expect(faultOf(certify('district', short, 'street'))).toBe('period');
  });
  it('root: the receiver trusts another key', () => {
    expect(faultOf(community, DURING, publicKeyText(keys.street))).toBe('root');
  });
  it('signature: the root’s own signature does not count for less', () => {
    expect(faultOf([{ claims: root[0]?.claims ?? '', signature: 'A'.repeat(86) }])).toBe('signature');
  });
  it('fails after any one certificate has lost its signature', () => {
    for (const index of LEVELS.keys()) {
      const chain = community.map((item, at) =>
        at === index ? { ...item, signature: 'A'.repeat(86) } : item,
      );
      expect(faultOf(chain)).toBe('signature');
    }
  });
  it('gets no key from its neighbours: a certificate is no issuer for its own issuer', () => {
    const claims = JSON.parse(district[0]?.claims ?? '{}') as Record<string, Json>;
    const own = forge(keys.district, claims);
    expect(faultOf([own, ...root])).toBe('signature');
  });
});

describe('I14 a chain as it came', () => {
  it('is taken over without anything unsigned beside it', () => {
    const came = community.map((item) => ({ ...item, note: { deep: [] } }));
    expect(readCertificateChain(came)).toEqual(community);
  });
  it('is refused in any other shape', () => {
    const [leaf] = district as [Certificate];
    const others = [null, 7, 'x', {}, [], [null], [7], [[]], [...community, leaf]];
    const parts = [
      { ...leaf, claims: 7 },
      { ...leaf, signature: '' },
      { claims: leaf.claims },
      { ...leaf, claims: '\ud800' },
    ];
    for (const other of [...others, ...parts.map((part) => [part])]) {
      expect(readCertificateChain(other)).toBeUndefined();
    }
    const long = (length: number): unknown => [{ ...leaf, claims: 'x'.repeat(length) }];
    expect(readCertificateChain(long(CERTIFICATE_CLAIMS_LENGTH_MAX))).toBeDefined();
    expect(readCertificateChain(long(CERTIFICATE_CLAIMS_LENGTH_MAX + 1))).toBeUndefined();
  });
  it('is a chain or none, and holds or not, whatever it is: never an exception', () => {
    const [leaf] = district as [Certificate];
    const names = ['unit', 'level', 'key', 'notBefore', 'notAfter', 'issuer', '__proto__'];
    const member = fc.tuple(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 2 }));
    const claims = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      member.map(([name, value]) =>
        JSON.stringify({ ...(JSON.parse(leaf.claims) as object), [name]: value }),
      ),
    );
    const signature = fc.constantFrom(leaf.signature, 'A'.repeat(86));
    const certificate = fc.oneof(fc.constant(leaf), fc.record({ claims, signature }), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(certificate, { maxLength: 5 }), (items) => {
        const chain = readCertificateChain([...items, ...root]);
        if (!chain) return;
        expect(chain).not.toHaveLength(0);
        // Nobody but the root itself is behind a chain that was put together from anything.
        if (items.length > 0 && !items.every((item) => item === leaf)) expect(faultOf(chain)).toBeDefined();
      }),
      { numRuns: 1_500 },
    );
  });
});
