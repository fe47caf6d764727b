import type { RecordType } from '#core/catalogue';
import { SilianError } from '#core/kernel';
import { enteredFields, PERIOD_HEADING, UNIT_HEADING } from './headings.js';

/** Which column, from 0, says what of a record. */
export interface Mapping {
  /** Field name → column. */
  readonly fields: Readonly<Record<string, number>>;
  /** The column with each row's unit, by code or name; or the one unit of all rows. */
  readonly unit: Place;
  /** For reports only. */
  readonly period: Place;
  /** The column with ids of records that are to be updated. */
  readonly record: number | null;
}

export type Place = { readonly column: number } | { readonly value: string } | null;

/** A unit's code or a period: longer ones are neither. */
const PLACE_LENGTH_MAX = 20;

/** Throws where the mapping names a column or a field that is not there, or one column twice. */
export function assertMapping(mapping: Mapping, type: RecordType, columns: number): void {
  const known = new Set(enteredFields(type).map((field) => field.name));
  const used = new Set<number>();
  const take = (column: number, place: string): void => {
    if (!Number.isInteger(column) || column < 0 || column >= columns || used.has(column))
      throw invalid(place);
    used.add(column);
  };
  for (const [name, column] of Object.entries(mapping.fields)) {
    if (!known.has(name)) throw invalid('fields');
    take(column, name);
  }
  for (const place of ['unit', 'period'] as const) {
    const given = mapping[place];
    if (given === null) continue;
    if ('column' in given) take(given.column, place);
    else if (typeof given.value !== 'string' || given.value.length > PLACE_LENGTH_MAX) throw invalid(place);
  }
  if (mapping.record !== null) take(mapping.record, 'record');
  if (mapping.period !== null && type.period === undefined) throw invalid('period');
}

/** What must still be mapped before any row can be read, in Chinese. */
export function missingIn(mapping: Mapping, type: RecordType): string[] {
  const missing: string[] = [];
  if (mapping.unit === null) missing.push(UNIT_HEADING.zh);
  if (mapping.period === null && type.period !== undefined) missing.push(PERIOD_HEADING.zh);
  if (Object.keys(mapping.fields).length === 0) missing.push(type.zh);
  return missing;
}

function invalid(place: string): SilianError {
  return new SilianError('import_mapping_invalid', { place });
}
