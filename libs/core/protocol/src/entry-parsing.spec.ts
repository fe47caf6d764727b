import fc from 'fast-check';
import { parseHeader, parseSection, type EntryHeader } from './index.js';

const HEADER: EntryHeader = {
  record: '0190f3a0-0000-7000-8000-000000000001',
  version: 1,
  type: 'activity',
  unit: '140502001001',
  op: 'put',
  occurredOn: '2006-03-01',
  catalogue: '2005-1',
  recordedAt: '2006-03-01T02:03:04.005Z',
};
const SALT = 'abcdefghijklmnopqrstuv';

/** A header with some members changed; undefined takes one out. */
function headerWith(change: Record<string, unknown>): string {
  return JSON.stringify({ ...HEADER, ...change });
}

describe('I13 a header from elsewhere', () => {
  it.each<[string, Record<string, unknown>]>([
    ['without a day', { occurredOn: null }],
    ['with a period', { period: '2006-Q1' }],
    ['with the largest version', { version: 2_147_483_647 }],
    ['with a type that begins with a digit', { type: '3-room' }],
    ['with a catalogue version in Chinese', { catalogue: '2005年版' }],
    ['with a member that a later version added', { priority: { urgent: true } }],
  ])('is read %s', (_, change) => {
    expect(parseHeader(headerWith(change))).toEqual(JSON.parse(headerWith(change)));
  });
  it.each<[string, Record<string, unknown>]>([
    ['a version beyond PostgreSQL’s integer', { version: 2_147_483_648 }],
    ['version 0', { version: 0 }],
    ['a version that is no whole number', { version: 1.5 }],
    ['a version as text', { version: '1' }],
    ['a record id in capitals', { record: HEADER.record.toUpperCase() }],
    ['a record id with a line feed', { record: `${HEADER.record}\n` }],
    ['a unit of no level', { unit: '14050' }],
    ['a unit with a line feed', { unit: '1405\n' }],
    ['an operation of a later version', { op: 'merge' }],
    ['a day that does not exist', { occurredOn: '2006-02-30' }],
    ['no day at all', { occurredOn: undefined }],
    ['a type in capitals', { type: 'Activity' }],
    ['a type of 65 characters', { type: 'a'.repeat(65) }],
    ['a period that is none', { period: '2006-Q5' }],
    ['U+0000 as period', { period: '\u0000' }],
    ['U+0000 in the catalogue version', { catalogue: 'a\u0000' }],
    ['half a character in the catalogue version', { catalogue: '\ud800' }],
    ['a catalogue version of 65 characters', { catalogue: 'a'.repeat(65) }],
    ['an instant that does not exist', { recordedAt: '2006-02-30T00:00:00.000Z' }],
    ['hour 25', { recordedAt: '2006-03-01T25:00:00.000Z' }],
    ['an instant in local time', { recordedAt: '2006-03-01T00:00:00.000+08:00' }],
    ['lists for texts', { record: [HEADER.record], type: ['a'], unit: ['1405'], op: ['put'] }],
  ])('is refused with %s', (_, change) => {
    expect(parseHeader(headerWith(change))).toBeUndefined();
  });
  it.each(['', '{', 'null', '[]', '"text"', '7', `[${headerWith({})}]`, '\\N', `${headerWith({})}x`])(
    'is refused as %j',
    (text) => expect(parseHeader(text)).toBeUndefined(),
  );
  it('gains nothing from a prototype', () => {
    const inherited = `{"__proto__":${headerWith({})}}`;
    expect(parseHeader(inherited)).toBeUndefined();
    const beside = headerWith({}).replace('{', '{"__proto__":{"op":"delete"},"constructor":1,');
    expect(parseHeader(beside)).toMatchObject({ op: 'put' });
    expect(({} as { op?: string }).op).toBeUndefined();
  });
});

describe('I13 a section from elsewhere', () => {
  const section = (json: string): string => `=${SALT}${json}`;

  it.each([
    '-',
    `#${'A'.repeat(43)}`,
    section('[1]'),
    section('null'),
    section('{"a":}'),
    section('{}{}'),
    '=',
  ])('gives no fields as %j', (line) => expect(parseSection(line)).toBeUndefined());
  it('keeps hostile names as the section’s own', () => {
    const fields = parseSection(section('{"__proto__":{"admin":true},"toString":1}'));
    expect(Object.keys(fields ?? {})).toEqual(['__proto__', 'toString']);
    expect((fields as { admin?: boolean }).admin).toBeUndefined();
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
  it('hands escaped characters on for the catalogue to judge', () => {
    expect(parseSection(section('{"a":"\\u0000\\ud800"}'))).toEqual({ a: '\u0000\ud800' });
  });
  it('survives nesting that no recursion would', () => {
    const depth = 500_000;
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    expect(parseSection(section(`{"a":${deep}}`))).toBeDefined();
    expect(parseSection(section(`{"a":${'['.repeat(depth)}}`))).toBeUndefined();
    expect(parseHeader(`{"a":${deep}}`)).toBeUndefined();
  });
  it('is an object or undefined for any text, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), (text) => {
        const fields = parseSection(section(text));
        expect(fields === undefined || (typeof fields === 'object' && !Array.isArray(fields))).toBe(true);
        expect(parseHeader(text)).toBeUndefined();
      }),
    );
  });
});
