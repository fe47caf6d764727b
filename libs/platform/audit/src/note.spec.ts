import fc from 'fast-check';
import { commonUnit } from './common-unit.js';
import { DETAILS_MAX, NAME_LENGTH_MAX, PURPOSE_CHARACTERS_MAX, SUBJECTS_MAX } from './limits.js';
import { entryOf, type AuditNote } from './note.js';
import { purposeOf } from './purpose.js';

const AT = new Date('2026-05-06T07:08:09.010Z');
const NODE = '140502';

const anything = fc.oneof(fc.anything(), fc.string({ unit: 'binary' }), fc.string({ maxLength: 600 }));

/** A note as a hostile request would have it, whatever the types say. */
const hostile = fc.record({
  actor: fc.record({
    who: fc.string({ unit: 'binary', maxLength: 500 }),
    roles: fc.constant(['clerk']),
    unit: fc.constantFrom(null, '140502001'),
  }),
  action: fc.constant('records.read'),
  subject: fc.option(fc.record({ type: fc.constant('record'), ids: fc.array(anything, { maxLength: 30 }) }), {
    nil: undefined,
  }),
  unit: anything,
  purpose: fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: undefined }),
  address: fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: undefined }),
  details: fc.dictionary(
    fc.string({ unit: 'binary' }).filter((key) => key.isWellFormed()),
    anything,
  ),
}) as unknown as fc.Arbitrary<AuditNote>;

const CODES = /^[A-Za-z0-9 ._:/-]{1,128}$/;

describe('an entry', () => {
  it('is bounded, storable, and holds codes only, whatever a request says', () => {
    fc.assert(
      fc.property(hostile, (note) => {
        const entry = entryOf(note, AT, NODE);
        for (const text of [entry.who, entry.purpose ?? '', entry.address ?? '', entry.details]) {
          expect(text).not.toMatch(/\p{Cc}/u);
          expect(text.isWellFormed()).toBe(true);
        }
        expect([...entry.who].length).toBeLessThanOrEqual(NAME_LENGTH_MAX);
        expect([...(entry.purpose ?? '')].length).toBeLessThanOrEqual(PURPOSE_CHARACTERS_MAX);
        expect(entry.unit).toMatch(/^\d+$/);
        for (const id of entry.subjectIds) expect(id).toMatch(CODES);
        const details = Object.entries(JSON.parse(entry.details) as object);
        expect(details.length).toBeLessThanOrEqual(DETAILS_MAX);
        for (const [, value] of details) {
          if (typeof value === 'string') expect(value).toMatch(CODES);
          else expect(['number', 'boolean']).toContain(typeof value);
        }
      }),
    );
  });

  it('keeps no name of a person where an id is expected', () => {
    const actor = { who: 'clerk 140502', roles: ['clerk'], unit: NODE };
    const subject = { type: 'record', ids: ['张三', '13b1', '13b1', 'a\nb'] };
    const entry = entryOf(
      { actor, action: 'records.read', subject, details: { note: '独居', records: 2 } },
      AT,
      '1405',
    );
    expect(entry).toMatchObject({ subjectIds: ['13b1'], details: '{"records":2}', unit: NODE });
  });

  it('names so many subjects and no more', () => {
    const ids = Array.from({ length: SUBJECTS_MAX + 9 }, (_, index) => `id-${index}`);
    const actor = { who: '', roles: [], unit: null };
    const entry = entryOf({ actor, action: 'records.read', subject: { type: 'record', ids } }, AT, NODE);
    expect(entry.subjectIds).toHaveLength(SUBJECTS_MAX);
    expect(entry.unit).toBe(NODE);
  });
});

describe('a purpose', () => {
  it('comes percent-encoded, and as long as it may be', () => {
    const text = '查'.repeat(PURPOSE_CHARACTERS_MAX);
    expect(purposeOf({ 'x-purpose': encodeURIComponent(text) })).toBe(text);
    expect(purposeOf({ 'x-purpose': 'plain words' })).toBe('plain words');
    expect([purposeOf({}), purposeOf({ 'x-purpose': ' ' })]).toEqual([undefined, undefined]);
  });

  it.each([
    ['too long', encodeURIComponent('查'.repeat(PURPOSE_CHARACTERS_MAX + 1))],
    ['endless', 'a'.repeat(100_000)],
    ['half a character', '%E6%9F'],
    ['not encoded', '100%'],
    ['twice', ['a', 'b']],
  ])('that is %s is refused', (_what, header) => {
    expect(() => purposeOf({ 'x-purpose': header })).toThrow(/X-Purpose/);
  });
});

describe('the common unit', () => {
  it.each([
    [['140502001001'], '140502001001'],
    [['140502001001', '140502001002'], '140502001'],
    [['140502001001', '140502003001'], '140502'],
    [['140502001001', '140521001001'], '1405'],
    [['140502', '140502001'], '140502'],
    [['140502001001', '3702'], undefined],
    [[], undefined],
  ])('of %j is %s', (units, common) => {
    expect(commonUnit(units)).toBe(common);
  });
});
