import fc from 'fast-check';
import { publicKeyText } from '../keys.js';
import { genesis } from '../chain.js';
import { chainsOf } from '../continuity.js';
import { newSegment, rootSigner, signerBelow, type Signer } from '../testing/signed-logs.js';
import { CertificateBook, LogVerification, type LoggedEntry } from './index.js';

const ORIGIN = '140502001001';
const LOG = { origin: ORIGIN, epoch: 1 };
const WRITTEN = new Date('2016-05-06');
const city = rootSigner('1405');
const district = signerBelow(city, '140502');
const own = signerBelow(district, ORIGIN);
const trustRoot = publicKeyText(city.key);

/** A log of five entries as a database holds it: its host signed the third, the unit itself the last. */
function storedLog(first: Signer = district, second: Signer = own): LoggedEntry[] {
  const one = newSegment(first, ORIGIN, 3);
  const two = newSegment(second, ORIGIN, 2, one);
  return [one, two].flatMap((segment) =>
    segment.entries.map((entry, index) => {
      const last = index === segment.entries.length - 1;
      const { signer, signature } = last ? segment.checkpoint : { signer: null, signature: null };
      const chain = chainsOf(segment)[index] ?? '';
      return { ...entry, seq: segment.from + index, chain, signer, signature };
    }),
  );
}

const STORED = storedLog();
const HEAD = { seq: 5, chain: STORED.at(-1)?.chain ?? '', signer: own.fingerprint };

function book(): CertificateBook {
  const certificates = new CertificateBook(trustRoot);
  for (const signer of [district, own]) certificates.add(signer.fingerprint, signer.chain);
  return certificates;
}

function faultOf(
  entries: readonly LoggedEntry[],
  head = HEAD,
  at = WRITTEN,
  log = LOG,
  certificates = book(),
) {
  const verification = new LogVerification(log, certificates);
  for (const entry of entries) {
    const fault = verification.take(entry, at);
    if (fault) return fault;
  }
  return verification.end(head);
}

describe('I19 a log', () => {
  it('holds from its genesis to its head', () => {
    expect(faultOf(STORED)).toBeUndefined();
    expect(faultOf([], { seq: 0, chain: genesis(LOG), signer: null as never })).toBeUndefined();
  });
  it('does not hold where one character of what is signed is another', () => {
    const columns = [
      'header',
      'city',
      'district',
      'street',
      'community',
      'chain',
      'signer',
      'signature',
    ] as const;
    const change = fc.tuple(
      fc.nat({ max: 4 }),
      fc.constantFrom(...columns),
      fc.nat(),
      fc.nat({ max: 0xfffd }),
    );
    fc.assert(
      fc.property(change, ([index, column, at, code]) => {
        const entry = STORED[index];
        const text = entry && columnOf(entry, column);
        if (!entry || text === undefined || text === null || text === '') return;
        const place = at % text.length;
        const changed = text.slice(0, place) + String.fromCharCode(code) + text.slice(place + 1);
        fc.pre(changed !== text && changed.isWellFormed());
        const entries = STORED.map((other) => (other === entry ? withColumn(entry, column, changed) : other));
        expect(faultOf(entries)?.seq).toBe(entry.seq);
      }),
      { numRuns: 1_500 },
    );
  });
  it.each([
    ['an entry is missing', STORED.filter(({ seq }) => seq !== 2), { seq: 2, rule: 'gap' }],
    ['its first entry is missing', STORED.slice(1), { seq: 1, rule: 'gap' }],
    ['its end is missing', STORED.slice(0, 3), { seq: 5, rule: 'head' }],
    ['an entry comes twice', [...STORED.slice(0, 2), ...STORED.slice(1)], { seq: 3, rule: 'gap' }],
    ['two entries are swapped', swapped(), { seq: 2, rule: 'chain' }],
    ['half a checkpoint is gone', withLast({ signer: null }), { seq: 5, rule: 'signature' }],
    ['the other half is', withLast({ signature: null }), { seq: 5, rule: 'signature' }],
    [
      'no checkpoint covers its end',
      withLast({ signer: null, signature: null }),
      { seq: 5, rule: 'unsigned' },
    ],
    ['a neighbour signed', storedLog(district, signerBelow(city, '140581')), { seq: 5, rule: 'certificate' }],
  ])('does not hold where %s', (_, entries, fault) => {
    const last = entries.at(-1);
    const head = entries.length < 5 && fault.rule === 'head' ? HEAD : { ...HEAD, chain: last?.chain ?? '' };
    expect(faultOf(entries, head)).toEqual({ log: LOG, ...fault });
  });
  it('does not hold under another name, in another epoch, or with another head', () => {
    for (const log of [
      { ...LOG, origin: '140502001002' },
      { ...LOG, epoch: 2 },
    ]) {
      expect(faultOf(STORED, HEAD, WRITTEN, log)).toMatchObject({ log, seq: 1, rule: 'chain' });
    }
    for (const head of [
      { ...HEAD, seq: 6 },
      { ...HEAD, chain: genesis(LOG) },
      { ...HEAD, signer: city.fingerprint },
    ]) {
      expect(faultOf(STORED, head)).toMatchObject({ rule: 'head' });
    }
  });
});

describe('I19 a signer', () => {
  it('counts at the time of signing, to the millisecond, and that its certificate has ended since takes nothing', () => {
    const certificates = book();
    const at = (instant: string) => certificates.signerAt(own.fingerprint, new Date(instant))?.unit;
    expect(at('2006-01-01T00:00:00.000Z')).toBe(ORIGIN);
    expect(at('2005-12-31T23:59:59.999Z')).toBeUndefined();
    expect(at('2025-12-31T23:59:59.999Z')).toBe(ORIGIN);
    expect(at('2026-01-01T00:00:00.000Z')).toBeUndefined();
  });
  it('is nobody under another fingerprint, without certificates, or below another root', () => {
    const certificates = new CertificateBook(trustRoot);
    certificates.add(own.fingerprint, district.chain);
    expect(certificates.signerAt(own.fingerprint, WRITTEN)).toBeUndefined();
    expect(certificates.signerAt(district.fingerprint, WRITTEN)).toBeUndefined();
    const elsewhere = new CertificateBook(publicKeyText(district.key));
    elsewhere.add(own.fingerprint, own.chain);
    expect(elsewhere.signerAt(own.fingerprint, WRITTEN)).toBeUndefined();
  });
});

const HEIGHTS = ['city', 'district', 'street', 'community'];

function columnOf(entry: LoggedEntry, column: string): string | null | undefined {
  if (HEIGHTS.includes(column)) return entry.sections[HEIGHTS.indexOf(column)];
  return (entry as unknown as Record<string, string | null>)[column];
}

function withColumn(entry: LoggedEntry, column: string, text: string): LoggedEntry {
  if (!HEIGHTS.includes(column)) return { ...entry, [column]: text };
  const sections = entry.sections.map((section, index) => (HEIGHTS[index] === column ? text : section));
  return { ...entry, sections: sections as unknown as LoggedEntry['sections'] };
}

function withLast(change: Partial<LoggedEntry>): LoggedEntry[] {
  return STORED.map((entry) => (entry.seq === 5 ? { ...entry, ...change } : entry));
}

function swapped(): LoggedEntry[] {
  return STORED.map((entry) => {
    const other = entry.seq === 2 || entry.seq === 3 ? STORED[4 - (entry.seq - 1) - 1] : undefined;
    return other ? { ...entry, header: other.header, sections: other.sections } : entry;
  });
}
