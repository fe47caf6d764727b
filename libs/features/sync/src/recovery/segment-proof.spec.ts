import fc from 'fast-check';
import {
  genesis,
  issueCertificate,
  issueRoot,
  newPrivateKey,
  nextChain,
  entryHash,
  fingerprint,
  publicKeyText,
  sealEntry,
  signCheckpoint,
  type CertificateChain,
  type Segment,
} from '#core/protocol';
import { proveSegment } from './segment-proof.js';

const [CITY, COMMUNITY, STREET] = ['1405', '140502001001', '140502001'];
const YEAR_MS = 365 * 24 * 3_600_000;

const root = newPrivateKey();
const key = newPrivateKey();
const trustRoot = publicKeyText(root);

const period = (from: number, to: number) => ({
  notBefore: new Date(Date.now() + from * YEAR_MS),
  notAfter: new Date(Date.now() + to * YEAR_MS),
});

const rootChain = issueRoot(root, { unit: CITY, level: 'city', ...period(-9, 1) });

function certified(unit: string, from: number, to: number): CertificateChain {
  const level = unit === STREET ? 'street' : 'community';
  return issueCertificate(root, rootChain, {
    unit,
    level,
    publicKey: publicKeyText(key),
    ...period(from, to),
  });
}

function signed(chain: CertificateChain, count = 3): Segment {
  const log = { origin: COMMUNITY, epoch: 1 };
  const entries = Array.from({ length: count }, (_, index) =>
    sealEntry(
      {
        ...{
          record: `01890000-0000-7000-8000-00000000000${index}`,
          version: 1,
          type: 'org',
          unit: COMMUNITY,
        },
        ...{ op: 'put', occurredOn: null, catalogue: '1', recordedAt: '2006-02-13T00:00:00.000Z' },
      },
      new Map([['city', { name: `示例 ${index}` }]]),
      () => 's'.repeat(22),
    ),
  );
  const last = entries.reduce((at, entry) => nextChain(at, entryHash(entry)), genesis(log));
  const [own] = chain;
  const head = { ...log, seq: count, chain: last };
  const signer = own ? fingerprint(own) : '';
  const checkpoint = { signer, signature: signCheckpoint(key, head) };
  return { ...log, from: 1, prevChain: genesis(log), entries, checkpoint };
}

const covers = (unit: string, origin: string): boolean => origin.startsWith(unit);
const prove = (segment: Segment, chain: CertificateChain | undefined) =>
  proveSegment(segment, chain, trustRoot, covers);

describe('a segment that the parent gives back', () => {
  const chain = certified(COMMUNITY, -1, 1);

  it('is proven by what its origin has signed', () => {
    const segment = signed(chain);
    expect(prove(segment, chain)).toMatchObject({ segment, head: { origin: COMMUNITY, seq: 3 } });
  });

  it('is proven by a certificate that has ended since: the node signed it in its time', () => {
    const ended = certified(COMMUNITY, -8, -7);
    expect(prove(signed(ended), ended)).toBeDefined();
  });

  it('is proven by the unit’s host, who wrote the log before', () => {
    const host = certified(STREET, -1, 1);
    expect(prove(signed(host), host)).toBeDefined();
  });

  it('P3 is refused where any character of it is another one', () => {
    const segment = signed(chain);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 90 }), (which, place, shift) => {
        const entries = segment.entries.map((entry) => ({ ...entry }));
        const at = which % entries.length;
        const entry = entries[at];
        if (!entry) return;
        const { header } = entry;
        const index = place % header.length;
        const code = 33 + ((header.charCodeAt(index) - 33 + shift) % 94);
        if (code === header.charCodeAt(index)) return;
        entries[at] = {
          ...entry,
          header: header.slice(0, index) + String.fromCharCode(code) + header.slice(index + 1),
        };
        expect(prove({ ...segment, entries }, chain)).toBeUndefined();
      }),
    );
  });

  it.each<[string, (segment: Segment) => [Segment, CertificateChain | undefined]]>([
    ['without certificates', (segment) => [segment, undefined]],
    ['with an empty chain', (segment) => [segment, []]],
    ['with certificates that are none', (segment) => [segment, [{ claims: 'null', signature: 'x' }]]],
    ['by another node', (segment) => [segment, certified('140502001002', -1, 1)]],
    ['of another log', (segment) => [{ ...segment, origin: '140502001002' }, certified(COMMUNITY, -1, 1)]],
    ['in another place', (segment) => [{ ...segment, from: 2 }, chain]],
    ['of another epoch', (segment) => [{ ...segment, epoch: 2 }, chain]],
    [
      'that leaves the last entry out',
      (segment) => [{ ...segment, entries: segment.entries.slice(0, 2) }, chain],
    ],
  ])('P3 is refused %s', (_, change) => {
    const [segment, chainOf] = change(signed(chain));
    expect(prove(segment, chainOf)).toBeUndefined();
  });

  it('P3 is refused where its signer does not speak for the unit', () => {
    const elsewhere = issueCertificate(root, rootChain, {
      ...{ unit: '140521', level: 'district' as const, publicKey: publicKeyText(key) },
      ...period(-1, 1),
    });
    expect(prove(signed(elsewhere), elsewhere)).toBeUndefined();
  });
});
