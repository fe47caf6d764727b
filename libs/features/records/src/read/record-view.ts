import { toEdge, type Fields } from '#core/catalogue';
import { levelRank, mayReach, type Day, type Level } from '#core/kernel';
import { erasureGround, parseHeader, type EntryHeader, type SealedEntry } from '#core/protocol';
import { ownCatalogue, reasonOf, visibleFields, type CatalogueBook } from '#features/ledger';
import { noteShown } from '#platform/audit';
import type { RecordStatus, RecordWithEntry } from '#platform/storage';

/** A record as the API shows it: fields that the caller's level may see, money in 元. */
export interface RecordView {
  readonly record: string;
  readonly type: string;
  readonly unit: string;
  readonly version: number;
  readonly status: RecordStatus;
  readonly occurredOn: Day | null;
  readonly period: string | null;
  readonly recordedAt: string | null;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
  readonly origin: { readonly unit: string; readonly seq: number };
}

export interface VersionView {
  readonly version: number;
  readonly op: 'put' | 'delete';
  readonly recordedAt: string;
  readonly storedAt: string;
  readonly occurredOn: Day | null;
  readonly period: string | null;
  readonly reason: string | null;
  /** Why this version erases those before it; null where it does not. */
  readonly erases: string | null;
  readonly fields: Readonly<Record<string, string | number | boolean>>;
}

/** What may be seen is bounded twice: by the caller's level and by the node's own. */
export function viewLevel(node: Level, caller: Level): Level {
  return levelRank(caller) < levelRank(node) ? node : caller;
}

/** In the words of the catalogue that the entry was made with: a field that is asked no more is shown all the same. */
function fieldsFor(
  book: CatalogueBook,
  entry: SealedEntry,
  header: EntryHeader | undefined,
  level: Level,
  derived: Fields = {},
) {
  const type = header && ownCatalogue(header, book).types.get(header.type);
  if (!type || header.op === 'delete' || !mayReach(type.travel, level)) return {};
  const shown = Object.entries(derived).filter(([name]) => {
    const field = type.fieldsByName.get(name);
    return field !== undefined && mayReach(field.travel, level);
  });
  const fields = toEdge(type, { ...visibleFields(entry, type, level).fields, ...Object.fromEntries(shown) });
  const { record, unit } = header;
  // Here fields become an answer, whichever route has asked: what is personal among them is seen by somebody.
  if (Object.keys(fields).some((name) => type.fieldsByName.get(name)?.personal === true))
    noteShown({ record, type: type.code, unit });
  return fields;
}

/** `derived`: what follows from other records. */
export function recordView(
  book: CatalogueBook,
  row: RecordWithEntry,
  level: Level,
  derived?: Fields,
): RecordView {
  const header = parseHeader(row.header);
  return {
    record: row.record,
    type: row.type,
    unit: row.unit,
    version: row.version,
    status: row.status,
    occurredOn: row.occurredOn,
    period: header?.period ?? null,
    recordedAt: header?.recordedAt ?? null,
    fields: fieldsFor(book, row, header, level, derived),
    origin: { unit: row.unit, seq: row.seq },
  };
}

export function versionView(
  book: CatalogueBook,
  entry: SealedEntry & { readonly storedAt: Date },
  level: Level,
): VersionView | undefined {
  const header = parseHeader(entry.header);
  if (!header) return undefined;
  return {
    version: header.version,
    op: header.op,
    recordedAt: header.recordedAt,
    storedAt: entry.storedAt.toISOString(),
    occurredOn: header.occurredOn,
    period: header.period ?? null,
    reason: reasonOf(entry, level) ?? null,
    erases: erasureGround(header) ?? null,
    fields: fieldsFor(book, entry, header, level),
  };
}
