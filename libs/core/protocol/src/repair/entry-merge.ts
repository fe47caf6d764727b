import { LEVELS, mayReach, type Level } from '#core/kernel';
import { digest } from '../digest.js';
import {
  entryText,
  isHeaderLine,
  isSectionLine,
  LINES_PER_ENTRY,
  redactFor,
  type SealedEntry,
  type Sections,
} from '../entry.js';

/** An entry as it is put together from what another node brings and what is still readable here. */
export interface MergedEntry {
  readonly entry: SealedEntry;
  /** Heights whose text this level may hold, and which neither copy has any more. */
  readonly gone: readonly Level[];
}

/**
 * Takes another node's copy of an entry, but keeps every section that is readable here and withheld there: a parent
 * holds less than its child. Both hash to the same, so what proves the one proves the other.
 */
export function mergeEntry(level: Level, offered: SealedEntry, stored: SealedEntry | undefined): MergedEntry {
  const gone: Level[] = [];
  const { header, sections } = redactFor(level, offered);
  const lines = sections.map((line, index) => {
    const height = LEVELS[index] as Level;
    if (!line.startsWith('#') || !mayReach(height, level)) return line;
    const here = stored?.sections[index] ?? '';
    if (here.startsWith('=') && `#${digest(here.slice(1))}` === line) return here;
    if (here !== line) gone.push(height);
    return line;
  });
  return { entry: { header, sections: lines as unknown as Sections }, gone };
}

/** Control characters other than the line feed, as in a frame. */
const CONTROL = /[^\n -\uffff]/;

/** Reads an entry that stands alone, five lines; undefined where it breaks the grammar. */
export function readEntryText(text: unknown): SealedEntry | undefined {
  if (typeof text !== 'string' || CONTROL.test(text) || !text.isWellFormed()) return undefined;
  const [header = '', ...sections] = text.split('\n');
  const sound =
    sections.length === LINES_PER_ENTRY - 1 && isHeaderLine(header) && sections.every(isSectionLine);
  return sound ? { header, sections: sections as unknown as Sections } : undefined;
}

/** True where two rows hold the same lines. */
export function sameLines(one: SealedEntry, other: SealedEntry): boolean {
  return entryText(one) === entryText(other);
}
