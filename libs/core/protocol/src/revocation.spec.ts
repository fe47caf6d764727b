import fc from 'fast-check';
import { unitLevel, type Level } from '#core/kernel';
import { fingerprint, issueCertificate, issueRoot, type CertificateChain } from './certificate.js';
import type { Head } from './chain.js';
import { digest } from './digest.js';
import { newPrivateKey, publicKeyText } from './keys.js';
import { REVOCATION_CUTOFFS_MAX } from './limits.js';
import { readRenewal, signRenewal } from './renewal.js';
import {
  endsAtCutoff,
  parseRevocation,
  readRevocation,
  revocationSetDigest,
  signRevocation,
  staysGood,
  verifyRevocation,
  type RevocationClaims,
} from './revocation.js';

const PERIOD = { notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: new Date('2027-01-01T00:00:00Z') };
const AT = '2026-06-01T00:00:00.000Z';
const rootKey = newPrivateKey();
const root = issueRoot(rootKey, { unit: '1405', level: 'city', ...PERIOD });
const trusted = publicKeyText(rootKey);

function certified(unit: string, issuerKey = rootKey, issuer: CertificateChain = root) {
  const key = newPrivateKey();
  const request = { unit, level: unitLevel(unit) as Level, publicKey: publicKeyText(key), ...PERIOD };
  const chain = issueCertificate(issuerKey, issuer, request);
  return { key, chain, print: chain[0] ? fingerprint(chain[0]) : '' };
}

const district = certified('140502');
const street = certified('140502001', district.key, district.chain);
const cutoff: Head = { origin: '140502001001', epoch: 1, seq: 7, chain: digest('seven') };
const urgent: Head = { ...cutoff, lane: 'urgent', seq: 2, chain: digest('two') };
const claims: RevocationClaims = {
  ...{ fingerprint: street.print, unit: '140502001', reason: 'lost', at: AT },
  cutoffs: [cutoff, urgent],
};

const faultOf = (statement: Parameters<typeof verifyRevocation>[0]): string => {
  const outcome = verifyRevocation(statement, trusted);
  return 'fault' in outcome ? outcome.fault : 'none';
};

describe('I21 a revocation', () => {
  it.each([
    ['the parent', district],
    ['the city', { key: rootKey, chain: root }],
  ])('of %s is good, and reads as it was written', (_who, { key, chain }) => {
    const statement = readRevocation(JSON.parse(JSON.stringify(signRevocation(key, chain, claims))));
    if (!statement) throw new Error('unreadable');
    expect(verifyRevocation(statement, trusted)).toMatchObject({ revocation: claims });
  });

  it('of nobody else is', () => {
    const sibling = certified('140521');
    expect(faultOf(signRevocation(sibling.key, sibling.chain, claims))).toBe('scope');
    expect(faultOf(signRevocation(street.key, street.chain, claims))).toBe('scope');
    expect(faultOf(signRevocation(street.key, district.chain, claims))).toBe('signature');
    const strangerKey = newPrivateKey();
    const stranger = issueRoot(strangerKey, { unit: '1405', level: 'city', ...PERIOD });
    expect(faultOf(signRevocation(strangerKey, stranger, claims))).toBe('certificate');
  });

  it('is judged as of its own instant', () => {
    const late = { ...claims, at: '2027-01-01T00:00:00.000Z' };
    expect(faultOf(signRevocation(district.key, district.chain, late))).toBe('certificate');
  });

  it('says nothing about logs outside its unit', () => {
    const outside = { ...claims, cutoffs: [{ ...cutoff, origin: '140502002001' }] };
    expect(faultOf(signRevocation(district.key, district.chain, outside))).toBe('scope');
  });

  it('is not good any more with one character changed', () => {
    const statement = signRevocation(district.key, district.chain, claims);
    fc.assert(
      fc.property(fc.nat(statement.claims.length - 1), fc.constantFrom(...'0aZ"}{,:1'), (at, sign) => {
        const changed = statement.claims.slice(0, at) + sign + statement.claims.slice(at + 1);
        fc.pre(changed !== statement.claims);
        expect(faultOf({ ...statement, claims: changed })).not.toBe('none');
      }),
    );
  });

  it.each<[string, object]>([
    ['fingerprint', { fingerprint: 'x' }],
    ['unit', { unit: '14050' }],
    ['reason', { reason: 'mislaid' }],
    ['at', { at: '2026-06-01' }],
    ['seq', { cutoffs: [{ ...cutoff, seq: 0 }] }],
    ['lane', { cutoffs: [{ ...cutoff, lane: 'slow' }] }],
    ['number of cut-offs', { cutoffs: Array.from({ length: REVOCATION_CUTOFFS_MAX + 1 }, () => cutoff) }],
  ])('is none with another %s', (_what, change) => {
    expect(parseRevocation(JSON.stringify({ ...claims, ...change }))).toBeUndefined();
  });

  it('is read or passed over, whatever it is', () => {
    fc.assert(fc.property(fc.anything(), (value) => expect(readRevocation(value)).toBeUndefined()));
    fc.assert(fc.property(fc.json(), (text) => expect(parseRevocation(text)).toBeUndefined()));
  });

  it('of the most logs that one may have fits an exchange', () => {
    const cutoffs = Array.from({ length: REVOCATION_CUTOFFS_MAX }, () => ({
      ...urgent,
      seq: Number.MAX_SAFE_INTEGER,
      epoch: 2_147_483_647,
    }));
    const statement = signRevocation(district.key, district.chain, { ...claims, cutoffs });
    expect(readRevocation(statement)).toBeDefined();
    expect(faultOf(statement)).toBe('none');
  });
});

describe('I22 what a revoked key signed', () => {
  it('stays good up to the cut-off of its log and lane, and not one entry further', () => {
    for (const mark of [cutoff, urgent]) {
      expect(staysGood(mark, [claims])).toBe(true);
      expect(staysGood({ ...mark, seq: mark.seq - 1, chain: digest('x') }, [claims])).toBe(true);
      expect(staysGood({ ...mark, chain: digest('x') }, [claims])).toBe(false);
      expect(staysGood({ ...mark, seq: mark.seq + 1 }, [claims])).toBe(false);
      expect(staysGood({ ...mark, epoch: 2 }, [claims])).toBe(false);
      expect(staysGood({ ...mark, origin: '140502001002' }, [claims])).toBe(false);
    }
    expect(staysGood(cutoff, [])).toBe(false);
  });

  it('adds up over several statements', () => {
    const further = { cutoffs: [{ ...cutoff, seq: 9, chain: digest('nine') }] };
    expect(staysGood({ ...cutoff, seq: 8 }, [claims, further])).toBe(true);
  });

  it('leaves the log to its host exactly at the cut-off', () => {
    expect(endsAtCutoff(cutoff, [claims])).toBe(true);
    expect(endsAtCutoff({ ...cutoff, seq: 6 }, [claims])).toBe(false);
    expect(endsAtCutoff({ ...cutoff, chain: digest('x') }, [claims])).toBe(false);
  });
});

it('two sets of statements have one digest exactly where they are equal', () => {
  const ids = fc.uniqueArray(fc.string().map(digest));
  fc.assert(
    fc.property(ids, ids, (a, b) => {
      const equal = [...a].sort().join() === [...b].sort().join();
      expect(revocationSetDigest(a) === revocationSetDigest(b)).toBe(equal);
      expect(revocationSetDigest([...a].reverse())).toBe(revocationSetDigest(a));
    }),
  );
});

describe('I23 a renewal', () => {
  const next = newPrivateKey();
  const request = signRenewal(next, street.print);

  it('is good for the new key and the certificate that it follows', () => {
    expect(readRenewal(JSON.parse(JSON.stringify(request)), street.print)).toBe(publicKeyText(next));
    expect(readRenewal(request, district.print)).toBeUndefined();
    expect(readRenewal({ ...request, publicKey: trusted }, street.print)).toBeUndefined();
  });

  it('is read or passed over, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => expect(readRenewal(value, street.print)).toBeUndefined()),
    );
  });
});
