import fc from 'fast-check';
import { publicKeyText } from '../keys.js';
import { rootSigner, signerBelow } from '../testing/signed-logs.js';
import { CertificateBook } from '../verify/index.js';
import {
  sealTrail,
  trailGenesis,
  TrailVerification,
  type SignedTrailEntry,
  type TrailEntry,
  type TrailFault,
  type TrailPlace,
} from './index.js';

const UNIT = '140502';
const city = rootSigner('1405');
const own = signerBelow(city, UNIT);
const stranger = signerBelow(city, '140521');

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const nullable = fc.option(text, { nil: null });
const entry: fc.Arbitrary<TrailEntry> = fc.record({
  at: fc
    .date({ min: new Date('2007-01-01'), max: new Date('2025-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  who: text,
  roles: fc.array(text, { maxLength: 3 }),
  callerUnit: nullable,
  action: text,
  subjectType: nullable,
  subjectIds: fc.array(text, { maxLength: 3 }),
  unit: text,
  purpose: nullable,
  outcome: fc.constantFrom('done' as const, 'refused' as const),
  code: nullable,
  address: nullable,
  details: text,
});
const transactions = fc.array(fc.array(entry, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
});

/** The trail that these transactions leave. */
function trailOf(batches: readonly (readonly TrailEntry[])[], signer = own): SignedTrailEntry[] {
  const rows: SignedTrailEntry[] = [];
  for (const batch of batches) {
    const { seq, chain } = rows.at(-1) ?? { seq: 0, chain: trailGenesis(UNIT) };
    rows.push(...sealTrail({ unit: UNIT, seq, chain }, batch, signer));
  }
  return rows;
}

function faultOf(
  rows: readonly SignedTrailEntry[],
  head: SignedTrailEntry | undefined = rows.at(-1),
  anchor?: TrailPlace,
): TrailFault | undefined {
  const book = new CertificateBook(publicKeyText(city.key));
  for (const signer of [own, stranger]) book.add(signer.fingerprint, signer.chain);
  const verification = new TrailVerification(UNIT, book, anchor);
  for (const row of rows) {
    const fault = verification.take(row);
    if (fault) return fault;
  }
  return verification.end(head);
}

describe('I34 an audit trail', () => {
  it('holds as it was written, in whatever transactions, and every end of it is signed', () => {
    fc.assert(
      fc.property(transactions, (batches) => {
        const rows = trailOf(batches);
        expect(faultOf(rows)).toBeUndefined();
        expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
        let end = 0;
        for (const batch of batches) {
          end += batch.length;
          expect(faultOf(rows.slice(0, end))).toBeUndefined();
        }
      }),
    );
  });

  it('breaks where anything of an entry is another', () => {
    const other: { readonly [Name in keyof TrailEntry]: fc.Arbitrary<TrailEntry[Name]> } = {
      ...{
        at: fc.constant('2016-02-03T04:05:06.789Z'),
        who: text,
        roles: fc.array(text),
        callerUnit: nullable,
      },
      ...{ action: text, subjectType: nullable, subjectIds: fc.array(text), unit: text, purpose: nullable },
      ...{ outcome: fc.constantFrom('done', 'refused'), code: nullable, address: nullable, details: text },
    };
    const names = Object.keys(other) as (keyof TrailEntry)[];
    const change = fc
      .constantFrom(...names)
      .chain((name) => fc.tuple(fc.constant(name), other[name] as fc.Arbitrary<unknown>));
    fc.assert(
      fc.property(transactions, fc.nat(), change, (batches, at, [name, value]) => {
        const rows = trailOf(batches);
        const index = at % rows.length;
        fc.pre(JSON.stringify(rows[index]?.[name]) !== JSON.stringify(value));
        const changed = rows.map((row, place) => (place === index ? { ...row, [name]: value } : row));
        expect(faultOf(changed)).toEqual({ seq: index + 1, rule: 'chain' });
      }),
    );
  });

  it('breaks where an entry is taken out, put in or moved', () => {
    fc.assert(
      fc.property(transactions, fc.nat(), fc.nat(), (batches, from, to) => {
        const rows = trailOf(batches);
        fc.pre(rows.length > 1);
        const [a, b] = [from % rows.length, to % rows.length];
        const without = rows.filter((_, index) => index !== a);
        expect(faultOf(without, rows.at(-1))).toBeDefined();
        const doubled = rows.toSpliced(a, 0, rows[a] as SignedTrailEntry);
        expect(faultOf(doubled)).toMatchObject({ rule: 'gap' });
        fc.pre(a !== b);
        const moved = without.toSpliced(b, 0, rows[a] as SignedTrailEntry);
        expect(faultOf(moved)).toMatchObject({ rule: 'gap' });
      }),
    );
  });

  it('that is chained anew by somebody without the key breaks at its next signature', () => {
    fc.assert(
      fc.property(transactions, (batches) => {
        const rows = trailOf(batches);
        const forged = trailOf(batches.map((batch) => batch.map((one) => ({ ...one, who: `${one.who}!` }))));
        const kept = forged.map((row, index) => ({ ...row, signature: rows[index]?.signature ?? null }));
        expect(faultOf(kept)).toMatchObject({ rule: 'signature', seq: batches[0]?.length });
      }),
    );
  });

  const [ONE, TWO, THREE, FOUR] = fc.sample(entry, { numRuns: 4, seed: 7 }) as [
    TrailEntry,
    TrailEntry,
    TrailEntry,
    TrailEntry,
  ];
  const ROWS = trailOf([
    [ONE, TWO],
    [THREE, FOUR],
  ]);
  const LAST = ROWS.at(-1) as SignedTrailEntry;

  it('is signed by nobody but its own node', () => {
    const rows = trailOf([ROWS], stranger);
    expect(faultOf(rows)).toMatchObject({ rule: 'certificate' });
    expect(faultOf([{ ...ROWS[0], seq: 1, signer: 'x', signature: null } as SignedTrailEntry])).toMatchObject(
      {
        seq: 1,
      },
    );
  });

  it('that lost its end is found by its head, and by a place that is known outside', () => {
    const shorter = ROWS.slice(0, -1);
    expect(faultOf(shorter, LAST)).toEqual({ seq: LAST.seq, rule: 'head' });
    expect(faultOf(shorter, shorter.at(-1))).toMatchObject({ rule: 'unsigned' });
    const signedEnd = ROWS.findLastIndex(({ signature, seq }) => signature !== null && seq < LAST.seq) + 1;
    const older = ROWS.slice(0, signedEnd);
    expect(faultOf(older)).toBeUndefined();
    expect(faultOf(older, older.at(-1), LAST)).toEqual({ seq: LAST.seq, rule: 'anchor' });
    expect(faultOf(ROWS, LAST, older.at(-1))).toBeUndefined();
    expect(faultOf(ROWS, LAST, { seq: 1, chain: LAST.chain })).toEqual({ seq: 1, rule: 'anchor' });
  });

  it('without its head is none', () => {
    const verification = new TrailVerification(UNIT, new CertificateBook(publicKeyText(city.key)));
    expect(verification.end(undefined)).toEqual({ seq: 0, rule: 'head' });
    expect(verification.end({ seq: 0, chain: '', signer: null, signature: null })).toBeUndefined();
  });
});
