import fc from 'fast-check';
import { LEVELS, mayReach, type Level } from '#core/kernel';
import { entryHash, entryText, redactFor, type SealedEntry, type Sections } from '../entry.js';
import { mergeEntry, readEntryText } from './entry-merge.js';

const level = fc.constantFrom<Level>(...LEVELS);
const text = fc.stringMatching(/^[a-z"😀 ]{0,20}$/u);
const salt = fc.stringMatching(/^[A-Za-z0-9_-]{22}$/);
const section = fc.oneof(
  fc.constant('-'),
  fc.tuple(salt, text).map(([salted, value]) => `=${salted}{"a":${JSON.stringify(value)}}`),
);
const entry: fc.Arbitrary<SealedEntry> = fc
  .tuple(text, section, section, section, section)
  .map(([value, ...sections]) => ({
    header: `{"h":${JSON.stringify(value)}}`,
    sections: sections,
  }));

describe('two copies of an entry', () => {
  it('I27 are put together to one that hashes as both do, and keeps what is readable here', () => {
    fc.assert(
      fc.property(entry, level, level, (original, here, there) => {
        const stored = redactFor(here, original);
        const merged = mergeEntry(here, redactFor(there, original), stored);
        expect(merged).toEqual({ entry: stored, gone: [] });
        expect(entryHash(merged.entry)).toBe(entryHash(original));
      }),
    );
  });

  it('I27 lose only sections that are damaged here and withheld there, and say which', () => {
    fc.assert(
      fc.property(entry, level, level, fc.nat(3), (original, here, there, index) => {
        const stored = redactFor(here, original);
        const lines = stored.sections.map((line, place) => (place === index ? `${line} ` : line));
        const damaged = { ...stored, sections: lines as unknown as Sections };
        const height = LEVELS[index] as Level;
        const lost =
          original.sections[index] !== '-' && mayReach(height, here) && !mayReach(height, there)
            ? [height]
            : [];
        const merged = mergeEntry(here, redactFor(there, original), damaged);
        expect(merged.gone).toEqual(lost);
        expect(entryHash(merged.entry)).toBe(entryHash(original));
        if (lost.length === 0) expect(merged.entry).toEqual(stored);
      }),
    );
  });

  it('I27 never hold a section below its height', () => {
    fc.assert(
      fc.property(entry, level, (original, here) => {
        const { sections } = mergeEntry(here, original, undefined).entry;
        for (const [index, height] of LEVELS.entries()) {
          if (!mayReach(height, here)) expect(sections[index]).not.toMatch(/^=/);
        }
      }),
    );
  });

  it('I27 come as text and are read as they were written, or not at all', () => {
    fc.assert(
      fc.property(entry, (original) => {
        expect(readEntryText(entryText(original))).toEqual(original);
        for (const broken of [
          `${entryText(original)}\n-`,
          `x${entryText(original)}`,
          `${entryText(original)}\u0000`,
        ]) {
          expect(readEntryText(broken)).toBeUndefined();
        }
      }),
    );
    expect(readEntryText(undefined)).toBeUndefined();
  });
});
