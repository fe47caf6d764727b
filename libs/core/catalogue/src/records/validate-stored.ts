import type { Day, Level } from '#core/kernel';
import type { Catalogue, Fields, RecordType } from '../model.js';
import { checkDemands, checkValues, fieldsInvalid, isPlainObject } from './check-record.js';
import { compiledType } from './compiled-type.js';
import type { FieldError } from './field-errors.js';
import { checkPeriod } from './period-check.js';

export interface StoredContext {
  readonly today: Day;
  /** The level at which the record has arrived. */
  readonly level: Level;
  readonly catalogue: Catalogue;
}

const NONE: readonly FieldError[] = Object.freeze([]);

/**
 * Checks a record in stored form as it arrives at a level, by the rules of entry. Fields that stay below the level
 * are absent there by design: they are not asked for, and rules that read one of them are left to lower levels.
 */
export function validateStored(
  type: RecordType,
  input: { readonly period?: string | undefined; readonly fields: Fields },
  { today, level, catalogue }: StoredContext,
): readonly FieldError[] {
  const { fields } = input;
  if (!isPlainObject(fields)) return [fieldsInvalid()];
  const compiled = compiledType(type, catalogue);
  const errors = checkDemands(type, compiled.demands[level], fields, today, checkValues(compiled, fields));
  const period = checkPeriod(type, input.period);
  if (!period) return errors ?? NONE;
  return errors ? [period, ...errors] : [period];
}
