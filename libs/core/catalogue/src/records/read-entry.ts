import { FEN_PER_YUAN, fenOf } from '../money.js';
import type { Field, StoredValue } from '../model.js';
import { isPlainObject, fieldsInvalid, unknownField } from './check-record.js';
import type { CompiledType } from './compiled-type.js';
import { fieldError, type Fault, type FieldError } from './field-errors.js';
import { AMOUNT_DIGITS_MAX, AMOUNT_FEN_MAX, FIELDS_MAX, TEXT_LENGTH_MAX } from './limits.js';

const PRECISION: Fault = { code: 'field_precision', params: { limit: AMOUNT_DIGITS_MAX } };
/** Longer inputs cannot be valid whatever is cleaned away, so no time is spent on them. */
const CLEANED_LENGTH_MAX = 2 * TEXT_LENGTH_MAX;

export interface ReadEntry {
  /** The values that are valid, in stored form. */
  readonly fields: Record<string, StoredValue>;
  readonly errors: FieldError[] | undefined;
}

/** Turns what a clerk or a file gave into stored values. null and undefined mean "not set". */
export function readEntry({ checks }: CompiledType, input: unknown): ReadEntry {
  const fields: Record<string, StoredValue> = {};
  if (!isPlainObject(input)) return { fields, errors: [fieldsInvalid()] };
  const names = Object.keys(input);
  if (names.length > FIELDS_MAX) return { fields, errors: [fieldsInvalid()] };
  let errors: FieldError[] | undefined;
  for (const name of names) {
    const found = checks.get(name);
    if (!found) {
      (errors ??= []).push(unknownField(name));
      continue;
    }
    const given = input[name];
    if (given === undefined || given === null) continue;
    const value = storedForm(found.field, given);
    const fault = value === undefined ? PRECISION : found.check(value);
    if (fault) (errors ??= []).push(fieldError(found.field, fault));
    else fields[name] = value as StoredValue;
  }
  return { fields, errors };
}

/** The value in stored form, unchanged where it cannot be converted; undefined for an amount with more than two decimals. */
function storedForm(field: Field, given: unknown): unknown {
  if (typeof given === 'number') return field.type === 'money' ? amount(given) : given + 0;
  if (typeof given !== 'string' || given.length > CLEANED_LENGTH_MAX) return given;
  // Blanks around a name are an accident of typing that would make two records of one thing.
  if (field.type === 'string') return given.trim();
  // Browsers and spreadsheets end lines in different ways; one stored form keeps equal texts equal.
  return field.type === 'text' ? given.replace(/\r\n?/g, '\n') : given;
}

function amount(yuan: number): number | undefined {
  const fen = yuan * FEN_PER_YUAN;
  return Math.abs(fen) <= AMOUNT_FEN_MAX ? fenOf(yuan) : fen;
}
