import { ENTRY_BYTES_MAX, entryBytes, entryHash, parseHeader, parseSection, sealEntry } from '#core/protocol';
import { sealAgain } from './log-writer.js';

const SALT = 'abcdefghijklmnopqrstuv';

function entryOf(text: string) {
  const header = {
    record: '0190f3a0-0000-7000-8000-000000000001',
    version: 9,
    type: 'activity',
    unit: '140502001001',
    op: 'put' as const,
    occurredOn: '2006-03-01',
    catalogue: '2005-1',
    recordedAt: '2006-03-01T02:03:04.005Z',
  };
  const fields = new Map([
    ['city' as const, { participants: 80 }],
    ['community' as const, { host: text }],
  ]);
  return sealEntry(header, fields, () => SALT);
}

describe('a version that is sealed once more', () => {
  it('says the same under another number, so that it is judged as before', () => {
    const old = entryOf('王小明 "😀"');
    const again = sealAgain(old, 17);
    expect(parseHeader(again?.header ?? '')).toEqual({ ...parseHeader(old.header), version: 17 });
    expect(again?.sections.map(parseSection)).toEqual(old.sections.map(parseSection));
    expect(again?.sections[1]).toBe('-');
  });

  it('P4 has salts of its own: nobody above sees that a withheld section is the same', () => {
    const old = entryOf('王小明');
    const [first, second] = [sealAgain(old, 9), sealAgain(old, 9)];
    expect(first?.sections[3]).not.toContain(SALT);
    expect(first?.sections[3]).not.toBe(second?.sections[3]);
    expect(entryHash(first ?? old)).not.toBe(entryHash(old));
  });

  it('is none where the longer number does not fit the entry any more', () => {
    const room = ENTRY_BYTES_MAX - entryBytes(entryOf(''));
    const full = entryOf('x'.repeat(room));
    expect(entryBytes(full)).toBe(ENTRY_BYTES_MAX);
    expect(sealAgain(full, 8)).toBeDefined();
    expect(sealAgain(full, 10)).toBeUndefined();
  });
});
