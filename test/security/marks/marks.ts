import { LEVELS, type Level } from '#core/kernel';
import type { Catalogue, Field, RecordType } from '#core/catalogue';

/** Versions of a record's content that are told apart: what was entered, what it became, what was withdrawn, … */
export const VARIANTS = ['entered', 'corrected', 'withdrawn', 'imported', 'rejected'] as const;
export type Variant = (typeof VARIANTS)[number];

/** A value that stands in one field of one record and nowhere else. */
export interface Mark {
  /** `person.name entered` */
  readonly name: string;
  readonly field: string;
  /** The highest tier that may hold it; undefined where none may. */
  readonly height: Level | undefined;
  /** The value as a clerk enters it. */
  readonly value: string | number | boolean;
  /** False for a code or a yes that every variant has: it tells the field and not the variant. */
  readonly isUnique: boolean;
  /** How it looks in a text without quotes; any of these is a find. */
  readonly looks: readonly string[];
}

/** Long enough to be in no text by chance. */
const PREFIX = 'mk7q';

/** True for what the scan is about: what must not be told, and what must not rise to the city. */
export function isWatched({ personal, travel, derived }: Field): boolean {
  return !derived && (personal || travel !== LEVELS[0]);
}

/** Types that have anything to be watched. */
export function watchedTypes(catalogue: Catalogue): readonly RecordType[] {
  return [...catalogue.types.values()].filter(({ fields }) => fields.some(isWatched));
}

/** A mark for every watched field of a type, in one variant. */
export function marksOf(type: RecordType, variant: Variant, serial = ''): readonly Mark[] {
  return type.fields.filter(isWatched).map((field) => {
    const value = valueOf(type, field, variant, serial);
    const height = variant === 'rejected' ? undefined : field.travel;
    const name = `${type.code}.${field.name} ${variant}`;
    const isUnique = field.type !== 'enum' && field.type !== 'boolean';
    return { name, field: field.name, height, value, isUnique, looks: looksOf(field, value) };
  });
}

/** Texts are unique by themselves; of the others the name and the value together are. */
function valueOf(type: RecordType, field: Field, variant: Variant, serial: string): Mark['value'] {
  const step = VARIANTS.indexOf(variant);
  if (field.type === 'string' || field.type === 'text')
    return `${PREFIX}-${type.code}-${field.name}-${variant}${serial}`.replaceAll('_', '.');
  if (field.type === 'integer') return 1931 + 5 * step + (type.code === 'person' ? 0 : 30);
  if (field.type === 'money') return 4321.37 + 1111 * step;
  if (field.type === 'date') return `${field.name.startsWith('end') ? 1998 : 1987}-06-${11 + step}`;
  if (field.type === 'boolean') return true;
  const value = ENUM_VALUES[`${type.code}.${field.name}`];
  if (value === undefined) throw new Error(`say which value of ${type.code}.${field.name} is a mark`);
  return value;
}

/** Values of code lists that no other type uses in a field of the same name: the planted records see to it. */
const ENUM_VALUES: Readonly<Record<string, string>> = { 'person.sex': 'f', 'person.category': 'elderly' };
/** What the same field of the other types has instead. */
export const ELSEWHERE: Readonly<Record<string, string>> = { sex: 'm' };

function looksOf({ name, type }: Field, value: Mark['value']): readonly string[] {
  if (typeof value === 'string' && value.startsWith(PREFIX)) return [value];
  // Amounts are kept in fen; both forms are odd enough to be found without their field.
  if (type === 'money') return [String(value), String(Math.round(Number(value) * 100))];
  return [`${name}:${value}`, `${name}: ${value}`];
}

/** A text of its own that is said of a record, such as the reason of a correction. */
export function textMark(name: string, height: Level | undefined): Mark {
  const value = `${PREFIX}-${name.replaceAll(' ', '-')}`;
  return { name, field: name, height, value, isUnique: true, looks: [value] };
}
