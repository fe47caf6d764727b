import fc from 'fast-check';
import { LEVELS, mayReach, type Json, type Level } from '#core/kernel';
import {
  entryBytes,
  entryHash,
  entryText,
  isHeaderLine,
  isSectionLine,
  parseSection,
  redactFor,
  SALT_LENGTH,
  sealEntry,
  type EntryHeader,
  type SealedEntry,
  type Sections,
} from './index.js';

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

/** Any text that JSON can carry: control characters, quotes, line separators, astral characters. */
const anyText = fc.string({ unit: 'binary', maxLength: 12 });
const anyValue = fc.oneof(anyText, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const anyFields = fc.dictionary(anyText, anyValue, { maxKeys: 4 }) as fc.Arbitrary<{ [key: string]: Json }>;
const anyEntry = fc
  .tuple(...LEVELS.map(() => fc.option(anyFields, { nil: undefined })), anyText)
  .map((parts) => {
    const fields = new Map<Level, { [key: string]: Json }>();
    for (const [index, height] of LEVELS.entries()) {
      const section = parts[index];
      if (typeof section === 'object') fields.set(height, section);
    }
    const header = { ...HEADER, catalogue: parts[LEVELS.length] as string };
    return sealEntry(header, fields, () => SALT);
  });

const SAMPLE = sealEntry(
  HEADER,
  new Map<Level, { [key: string]: Json }>([
    ['city', { kind: 'lecture', participants: 32 }],
    ['street', { room: '二楼 "B"' }],
    ['community', { host: '王小明' }],
  ]),
  () => SALT,
);

/** The entry that a text stands for, or undefined where the grammar refuses it. */
function readLines(text: string): SealedEntry | undefined {
  const [header, ...sections] = text.split('\n');
  if (sections.length !== LEVELS.length || header === undefined) return undefined;
  if (!isHeaderLine(header) || !sections.every(isSectionLine)) return undefined;
  return { header, sections: sections as unknown as Sections };
}

describe('an entry as each level may hold it', () => {
  it('I1 keeps its hash through every redaction, in any order of levels', () => {
    const path = fc.subarray([...LEVELS]).map((levels) => levels.reverse());
    fc.assert(
      fc.property(anyEntry, path, (entry, levels) => {
        const seen = levels.reduce((held, level) => redactFor(level, held), entry);
        expect(entryHash(seen)).toBe(entryHash(entry));
        expect(redactFor('city', seen)).toEqual(redactFor('city', entry));
      }),
    );
  });
  it('I3 shows no section below the level, and every section at or above it as it was written', () => {
    fc.assert(
      fc.property(anyEntry, fc.constantFrom(...LEVELS), (entry, level) => {
        const seen = redactFor(level, entry);
        expect(seen.header).toBe(entry.header);
        for (const [index, height] of LEVELS.entries()) {
          const line = seen.sections[index] ?? '';
          if (mayReach(height, level)) expect(line).toBe(entry.sections[index]);
          else expect(line).toMatch(/^(-|#[A-Za-z0-9_-]{43})$/);
        }
      }),
    );
  });
  it('I3 withholds equal sections as different digests, because each has its own salt', () => {
    const salts = [`${SALT.slice(1)}A`, `${SALT.slice(1)}B`];
    const fields = new Map<Level, { [key: string]: Json }>([['community', { sex: 'f' }]]);
    const [one, two] = salts.map((salt) =>
      redactFor(
        'city',
        sealEntry(HEADER, fields, () => salt),
      ),
    );
    expect(one?.sections[3]).not.toBe(two?.sections[3]);
  });
  it('I4 never grows on its way up', () => {
    fc.assert(
      fc.property(anyEntry, fc.constantFrom(...LEVELS), (entry, level) => {
        expect(entryBytes(entry)).toBe(Buffer.byteLength(entryText(entry)));
        expect(entryBytes(redactFor(level, entry))).toBeLessThanOrEqual(entryBytes(entry));
      }),
    );
    const smallest = sealEntry(HEADER, new Map(LEVELS.map((height) => [height, {}])), () => SALT);
    expect(entryBytes(redactFor('city', smallest))).toBe(entryBytes(smallest));
  });
});

describe('an entry as lines', () => {
  it('I5 passes the grammar, whatever its values are', () => {
    fc.assert(
      fc.property(anyEntry, fc.constantFrom(...LEVELS), (entry, level) => {
        const seen = redactFor(level, entry);
        expect(readLines(entryText(seen))).toEqual(seen);
      }),
    );
  });
  it('I5 gives back the fields that were sealed', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const { sections } = sealEntry(HEADER, new Map([['street', fields]]), () => SALT);
        expect(parseSection(sections[2])).toEqual(JSON.parse(JSON.stringify(fields)));
        expect(sections[2].slice(1, 1 + SALT_LENGTH)).toBe(SALT);
      }),
    );
  });
  it('I2 has another hash, or is none any more, after any one character has changed', () => {
    const replacement = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('', '\n', '{', '}', '=', '#', '-', '"', '\\', '0', 'A'),
    );
    const change = fc.tuple(anyEntry, fc.constantFrom(...LEVELS), fc.nat(), replacement);
    fc.assert(
      fc.property(change, ([entry, level, position, put]) => {
        const text = entryText(redactFor(level, entry));
        const at = position % text.length;
        const changed = text.slice(0, at) + put + text.slice(at + 1);
        const read = changed === text ? undefined : readLines(changed);
        if (read) expect(entryHash(read)).not.toBe(entryHash(entry));
      }),
      { numRuns: 2_000 },
    );
  });
  it('I2 has another hash, or is none any more, whichever character of a sample changes', () => {
    let taken = 0;
    for (const level of LEVELS) {
      const text = entryText(redactFor(level, SAMPLE));
      for (let at = 0; at < text.length; at++) {
        for (const put of ['', 'A', '0', '=', '#', '-', '}', '\n']) {
          const read = readLines(text.slice(0, at) + put + text.slice(at + 1));
          if (!read || text[at] === put) continue;
          taken += 1;
          expect(entryHash(read)).not.toBe(entryHash(SAMPLE));
        }
      }
    }
    expect(taken).toBeGreaterThan(1_000);
  });
  it('I2 has another hash after two sections have changed places', () => {
    const [city, district, street, community] = SAMPLE.sections;
    const swapped: SealedEntry = { ...SAMPLE, sections: [street, district, city, community] };
    expect(entryHash(swapped)).not.toBe(entryHash(SAMPLE));
  });
  it.each([
    ['', false],
    ['-', true],
    ['--', false],
    [`#${'A'.repeat(43)}`, true],
    [`#${'A'.repeat(42)}`, false],
    [`#${'A'.repeat(44)}`, false],
    [`#${'A'.repeat(42)}+`, false],
    [`=${SALT}{}`, true],
    [`=${SALT}{`, false],
    [`=${SALT}[]`, false],
    [`=${SALT.slice(1)}{}`, false],
    [`=${SALT.slice(1)}+{}`, false],
    [`=${SALT}{"a":"\u2028"}`, true],
  ])('takes %j for a section line: %s', (line, expected) => {
    expect(isSectionLine(line)).toBe(expected);
  });
});
