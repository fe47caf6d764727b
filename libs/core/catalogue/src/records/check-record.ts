import type { Day } from '#core/kernel';
import type { Field, Fields, RecordType } from '../model.js';
import type { CompiledRule, CompiledType, Demands } from './compiled-type.js';
import { fieldError, type Fault, type FieldError } from './field-errors.js';
import { ECHOED_NAME_LENGTH_MAX, FIELDS_MAX } from './limits.js';

const REQUIRED: Fault = { code: 'field_required', params: {} };
const UNKNOWN: Fault = { code: 'field_unknown', params: {} };

/** True for what JSON calls an object: no list, no null, nothing with a class of its own. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function fieldsInvalid(): FieldError {
  const subject = { name: 'fields', zh: 'fields', en: 'fields' };
  return fieldError(subject, { code: 'fields_invalid', params: { limit: FIELDS_MAX } });
}

/** The name is the sender's text: it is cut, and made printable, before it is repeated. */
export function unknownField(name: string): FieldError {
  const shown = name
    .slice(0, ECHOED_NAME_LENGTH_MAX)
    .toWellFormed()
    .replace(/\p{Cc}/gu, '\ufffd');
  return fieldError({ name: shown, zh: shown, en: shown }, UNKNOWN);
}

/** Checks every value by itself. Adds to `errors`, which is made when the first one is found. */
export function checkValues({ checks }: CompiledType, fields: Fields): FieldError[] | undefined {
  let errors: FieldError[] | undefined;
  let count = 0;
  for (const name in fields) {
    count += 1;
    if (count > FIELDS_MAX) return [fieldsInvalid()];
    const value = fields[name];
    if (value === undefined) continue;
    const found = checks.get(name);
    const fault = found ? found.check(value) : UNKNOWN;
    if (fault) (errors ??= []).push(found ? fieldError(found.field, fault) : unknownField(name));
  }
  return errors;
}

/** Checks what the record as a whole has to fulfil: required fields first, then the rules. */
export function checkDemands(
  type: RecordType,
  demands: Demands,
  fields: Fields,
  today: Day,
  found: FieldError[] | undefined,
): FieldError[] | undefined {
  let errors = found;
  for (const field of demands.required) {
    if (fields[field.name] === undefined && !isFaulty(field.name, errors)) {
      (errors ??= []).push(fieldError(field, REQUIRED));
    }
  }
  for (const compiled of demands.rules) {
    if (holds(compiled, fields, today)) continue;
    if (errors && compiled.rule.fields.some((name) => isFaulty(name, errors))) continue;
    (errors ??= []).push(ruleFailed(type, compiled));
  }
  return errors;
}

function isFaulty(name: string, errors: readonly FieldError[] | undefined): boolean {
  return errors?.some((error) => error.field === name && error.code !== 'rule_failed') ?? false;
}

/** A rule fails only where it is known to apply and known not to hold. */
function holds({ requirement, condition }: CompiledRule, fields: Fields, today: Day): boolean {
  if (condition && condition(fields, today) !== true) return true;
  return requirement(fields, today) !== false;
}

function ruleFailed(type: RecordType, { rule }: CompiledRule): FieldError {
  const field: Field | undefined = type.fieldsByName.get(rule.fields[0] ?? '');
  return fieldError(field ?? { name: 'fields', zh: type.zh, en: type.en }, {
    code: 'rule_failed',
    params: { rule: rule.text },
    words: { zh: { rule: rule.words.zh }, en: { rule: rule.words.en } },
  });
}
