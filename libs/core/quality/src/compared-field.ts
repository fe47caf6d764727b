import type { Field, Fields, RecordType } from '#core/catalogue';
import { canonicalJson } from '#core/kernel';
import { amountReader, scaleOf, type AmountReader } from '#core/statistics';
import { magnitude } from './magnitude.js';

/** A field whose values are compared between records, as whole numbers of its smallest step. */
export interface ComparedField {
  readonly field: Field;
  readonly read: AmountReader;
  /** Decimals of the whole numbers. */
  readonly scale: number;
}

const NUMERIC = new Set(['integer', 'decimal', 'money']);
const known = new WeakMap<RecordType, readonly ComparedField[]>();

/** The numbers of a type that everybody may hold: what says something of a person is compared with nobody's. */
export function comparedFields(type: RecordType): readonly ComparedField[] {
  const made = known.get(type) ?? type.fields.filter(isCompared).map(comparedField);
  known.set(type, made);
  return made;
}

function isCompared({ type, personal, derived, travel }: Field): boolean {
  return NUMERIC.has(type) && !personal && !derived && travel === 'city';
}

function comparedField(field: Field): ComparedField {
  return { field, read: amountReader(field.type), scale: scaleOf(field.type) };
}

/** What two reports of one unit have in common when they say the same thing of two periods: a facility, a purpose. */
export function seriesOf(type: RecordType, fields: Fields): string {
  return canonicalJson(valuesOf(type, fields, () => true));
}

/** What two records of different units have in common when they can be compared: a library is held against libraries. */
export function sortOf(type: RecordType, fields: Fields): string {
  return canonicalJson(valuesOf(type, fields, (field) => field.type === 'enum'));
}

function valuesOf(type: RecordType, fields: Fields, chosen: (field: Field) => boolean) {
  return type.naturalKey.flatMap((name) => {
    const field = type.fieldsByName.get(name);
    return field && chosen(field) ? [fields[name] ?? null] : [];
  });
}

/** As people write it: 1250 with two decimals is 12.5. */
export function shown(amount: bigint, scale: number): string {
  if (scale === 0) return String(amount);
  const digits = String(magnitude(amount)).padStart(scale + 1, '0');
  const decimals = digits.slice(-scale).replace(/0+$/, '');
  const whole = digits.slice(0, -scale);
  return `${amount < 0n ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}`;
}
