import { fieldsOf } from '../loading/load-terms.js';
import type { Catalogue, Field, Fields, RecordType, StoredValue } from '../model.js';

/**
 * What is left of a record when its person is erased, in stored form: everything that is not personal, and of what is personal only
 * what figures are made of. A text that must be there, or that persons are told apart by in a figure, becomes the pseudonym; a text
 * that names a person is never kept. So the record goes on counting as it did.
 */
export function erasedFields(
  type: RecordType,
  fields: Fields,
  catalogue: Catalogue,
  pseudonym: string,
): Record<string, StoredValue> {
  const counted = countedFieldsOf(type, catalogue);
  const kept: Record<string, StoredValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    const field = type.fieldsByName.get(name);
    const left = field?.personal ? leftOf(field, value, counted, pseudonym) : value;
    if (left !== undefined) kept[name] = left;
  }
  return kept;
}

function leftOf(
  { name, type, required }: Field,
  value: StoredValue,
  counted: ReadonlySet<string>,
  pseudonym: string,
): StoredValue | undefined {
  if (!required && !counted.has(name)) return undefined;
  return type === 'string' || type === 'text' ? pseudonym : value;
}

/** The fields of a type that any figure reads. */
function countedFieldsOf({ code }: RecordType, { indicators, measures }: Catalogue): ReadonlySet<string> {
  const read = new Set<string>();
  for (const counting of [...indicators.values(), ...measures.values()]) {
    const dims = 'dims' in counting ? counting.dims : [];
    for (const term of counting.terms.values()) {
      if (term.source !== 'records' || term.from !== code) continue;
      for (const name of [term.field, term.at, ...dims, ...fieldsOf(term.where)]) if (name) read.add(name);
    }
  }
  return read;
}
