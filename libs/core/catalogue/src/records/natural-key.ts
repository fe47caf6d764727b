import { canonicalJson } from '#core/kernel';
import type { Fields, RecordType, StoredValue } from '../model.js';

export interface KeyedRecord {
  readonly unit: string;
  readonly period?: string | undefined;
  readonly fields: Fields;
}

/**
 * What makes two records the same one, as canonical JSON of the type and its key's values. undefined where the type
 * has no key, or where a part of it is not set or not visible here.
 */
export function naturalKeyOf(type: RecordType, record: KeyedRecord): string | undefined {
  if (type.naturalKey.length === 0) return undefined;
  const values: StoredValue[] = [type.code];
  for (const part of type.naturalKey) {
    const value = partOf(part, record);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return canonicalJson(values);
}

function partOf(part: string, { unit, period, fields }: KeyedRecord): StoredValue | undefined {
  if (part === 'region') return unit;
  return part === 'period' ? period : fields[part];
}
