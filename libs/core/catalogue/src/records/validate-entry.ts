import { parsePeriod, type Day } from '#core/kernel';
import type { Catalogue, Fields, RecordType } from '../model.js';
import { checkDemands } from './check-record.js';
import { compiledType } from './compiled-type.js';
import { fieldError, type FieldError } from './field-errors.js';
import { occurredOn } from './occurred-on.js';
import { checkPeriod } from './period-check.js';
import { readEntry } from './read-entry.js';

export interface EntryInput {
  readonly period?: unknown;
  /** An object of field names and values in entry form. */
  readonly fields: unknown;
  /** The unit that the record belongs to. That the type is entered at its level is for the caller to check. */
  readonly unit: string;
}

export interface EntryContext {
  readonly today: Day;
  readonly catalogue: Catalogue;
}

export interface ValidatedEntry {
  readonly errors: readonly FieldError[];
  readonly warnings: readonly FieldError[];
  /** Stored form; where there are errors, only the values that are valid by themselves. */
  readonly fields: Fields;
  readonly period?: string;
  readonly occurredOn: Day | null;
}

/** Checks a record as it is entered or imported, and converts it to stored form. */
export function validateEntry(
  type: RecordType,
  input: EntryInput,
  { today, catalogue }: EntryContext,
): ValidatedEntry {
  const compiled = compiledType(type, catalogue);
  const { fields, errors: found } = readEntry(compiled, input.fields);
  const periodError = checkPeriod(type, input.period);
  const inFields = checkDemands(type, compiled.demands.community, fields, today, found) ?? [];
  const period = !periodError && typeof input.period === 'string' ? input.period : undefined;
  return {
    errors: periodError ? [periodError, ...inFields] : inFields,
    warnings: warningsOf(type, fields, period, today),
    fields,
    ...(period === undefined ? {} : { period }),
    occurredOn: occurredOn(type, fields, period),
  };
}

/** An event or a report of the future is more often a slip of the pen than a plan. */
function warningsOf(
  type: RecordType,
  fields: Fields,
  period: string | undefined,
  today: Day,
): readonly FieldError[] {
  const begin = parsePeriod(period)?.from;
  if (begin !== undefined) {
    if (begin <= today) return [];
    return [fieldError({ name: 'period', zh: '', en: '' }, { code: 'period_in_future', params: {} })];
  }
  const field = type.fieldsByName.get(type.time.at ?? '');
  const day = occurredOn(type, fields, period);
  if (!field || day === null || day <= today) return [];
  return [fieldError(field, { code: 'day_in_future', params: {} })];
}
