import type { Catalogue, Fields, RecordType } from '#core/catalogue';
import { LEVELS, mayReach, type Level } from '#core/kernel';
import { parseSection, type EntryHeader, type SealedEntry } from '#core/protocol';

const NO_FIELDS: Fields = Object.freeze({});

/** The catalogues that entries are read by. */
export interface CatalogueBook {
  readonly catalogue: Catalogue;
  /** A version that was in force here once; undefined where it never came. */
  readonly catalogueOf: (version: string) => Catalogue | undefined;
}

/**
 * The catalogue that an entry was made with, where it is held here and today's terms can read what it says; else today's.
 * What was right when it was entered stays right.
 */
export function ownCatalogue({ type, catalogue: version }: EntryHeader, book: CatalogueBook): Catalogue {
  const held = book.catalogueOf(version);
  const own = held?.types.get(type);
  if (!held || !own) return book.catalogue;
  const today = book.catalogue.types.get(type);
  return !today || own === today || sayTheSame(own, today) ? held : book.catalogue;
}

/** False where a field of one name holds values of another kind: a date would be taken for a number. */
function sayTheSame(own: RecordType, today: RecordType): boolean {
  const known = compared.get(own)?.get(today);
  if (known !== undefined) return known;
  const same =
    own.lifecycle === today.lifecycle &&
    own.period === today.period &&
    today.fields.every((field) => (own.fieldsByName.get(field.name)?.type ?? field.type) === field.type);
  compared.set(own, (compared.get(own) ?? new WeakMap<RecordType, boolean>()).set(today, same));
  return same;
}

const compared = new WeakMap<RecordType, WeakMap<RecordType, boolean>>();

/**
 * What a record counts with: the declared fields of the sections that this level sees, each from the section of its height.
 * It depends on the entry and on the heights of its type's fields only, so that what was added can be taken away again.
 */
export function countedFields(
  entry: SealedEntry,
  header: EntryHeader,
  level: Level,
  book: CatalogueBook,
): Fields {
  const type = ownCatalogue(header, book).types.get(header.type);
  if (!type) return NO_FIELDS;
  const fields = Object.create(null) as Record<string, string | number | boolean>;
  for (const height of type.heights) {
    if (!mayReach(height, level)) continue;
    const section = parseSection(entry.sections[LEVELS.indexOf(height)] ?? '') ?? {};
    for (const [name, value] of Object.entries(section))
      if (type.fieldsByName.get(name)?.travel === height) fields[name] = value as string | number | boolean;
  }
  return fields;
}
