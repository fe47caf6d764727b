import { LEVELS, type Level } from '#core/kernel';
import { ENTRY_BYTES_MAX, entryHash, sameLines } from '#core/protocol';
import type { StoredLogEntry } from '#platform/storage';

/** What was wrong with one row, as the evidence keeps it. */
export interface RowEvidence {
  readonly seq: number;
  readonly kinds: readonly string[];
  readonly before: { readonly entryHash: string; readonly chain: string } | null;
  readonly after: { readonly entryHash: string; readonly chain: string };
  /** The damaged row word for word; longer lines than an entry may have are cut, and say so. */
  readonly row: Readonly<Record<string, string | number | null>> | null;
  /** Heights whose text is gone for good: no copy that this node can reach holds more than its digest. */
  readonly gone?: readonly Level[];
}

/** Compares a row as it was with what it is now; empty where nothing changed. */
export function compareRows(
  before: StoredLogEntry | undefined,
  after: StoredLogEntry,
  gone: readonly Level[] = [],
): RowEvidence[] {
  const kinds = before ? [...changes(before, after)] : ['missing'];
  if (kinds.length === 0) return [];
  const found = {
    seq: after.seq,
    kinds,
    before: before ? { entryHash: entryHash(before), chain: before.chain } : null,
    after: { entryHash: entryHash(after), chain: after.chain },
    row: before ? verbatim(before) : null,
    ...(gone.length > 0 ? { gone } : {}),
  };
  return [found];
}

function* changes(before: StoredLogEntry, after: StoredLogEntry): Generator<string> {
  if (!sameLines(before, after)) {
    if (before.header !== after.header) yield 'header';
    for (const [index, level] of LEVELS.entries()) {
      if (before.sections[index] !== after.sections[index]) yield `section_${level}`;
    }
  }
  if (before.chain !== after.chain) yield 'chain';
  if (before.signer !== after.signer || before.signature !== after.signature) yield 'signature';
  if (before.record !== after.record || before.version !== after.version) yield 'index';
}

function verbatim(row: StoredLogEntry): Record<string, string | number | null> {
  const [city, district, street, community] = row.sections.map(cut);
  const { record, version, chain, signer, signature } = row;
  const lines = { header: cut(row.header), city, district, street, community };
  return { record, version, ...lines, chain: cut(chain), signer, signature } as Record<
    string,
    string | number | null
  >;
}

/** What somebody wrote into a row may be as long as a database allows. */
function cut(text: string): string {
  if (text.length <= ENTRY_BYTES_MAX) return text;
  return `${text.slice(0, ENTRY_BYTES_MAX)} …(${text.length - ENTRY_BYTES_MAX} more)`;
}
