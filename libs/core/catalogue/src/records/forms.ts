import type { Level } from '#core/kernel';
import { yuanOf } from '../money.js';
import type { Fields, RecordType, StoredValue } from '../model.js';

/** Stored form → entry form: amounts in 元. What the type does not know is passed on as it is. */
export function toEdge(type: RecordType, fields: Fields): Record<string, StoredValue> {
  const entries = Object.entries(fields).map(([name, value]): [string, StoredValue] => {
    const isAmount = typeof value === 'number' && type.fieldsByName.get(name)?.type === 'money';
    return [name, isAmount ? yuanOf(value) : value];
  });
  return Object.fromEntries(entries);
}

/**
 * Splits a record by the height that its fields may rise to: one entry for every height of the type, also where no
 * field of it is set. Fields that the type does not know are left out: nobody said how far they may travel.
 */
export function fieldsByHeight(type: RecordType, fields: Fields): ReadonlyMap<Level, Fields> {
  const sections = new Map<Level, Record<string, StoredValue>>(type.heights.map((height) => [height, {}]));
  for (const field of type.fields) {
    const value = fields[field.name];
    const section = sections.get(field.travel);
    if (value !== undefined && section) section[field.name] = value;
  }
  return sections;
}
