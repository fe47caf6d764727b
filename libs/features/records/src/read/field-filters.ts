import type { Catalogue, Field, RecordType } from '#core/catalogue';
import { mayReach, SilianError, type Level } from '#core/kernel';

const FEN_PER_YUAN = 100;

export interface FieldFilterQuery {
  readonly type: string;
  /** Field name → value, as text. */
  readonly filters: readonly (readonly [string, string])[];
}

/** Field name → value as the stored JSON writes it. Throws `query_invalid` where a field cannot be filtered by. */
export function fieldFilters(
  catalogue: Catalogue,
  { type: code, filters }: FieldFilterQuery,
  level: Level,
): ReadonlyMap<string, string> {
  const type = catalogue.types.get(code);
  if (!type) throw new SilianError('type_unknown', { type: code });
  const wanted = new Map<string, string>();
  for (const [name, value] of filters) {
    const field = type.fieldsByName.get(name);
    if (!field || !isFilterable(field, type, level)) throw notFilterable(type, level);
    if (wanted.has(name)) throw filterInvalid(`${name} may be given once`);
    wanted.set(name, storedText(field, value));
  }
  return wanted;
}

/** Only fields that every level may see: the others stand in sections that differ by level. */
function isFilterable(field: Field, type: RecordType, level: Level): boolean {
  return field.travel === 'city' && mayReach(type.travel, level);
}

function notFilterable(type: RecordType, level: Level): SilianError {
  const allowed = type.fields.filter((field) => isFilterable(field, type, level)).map((field) => field.name);
  return filterInvalid(`one of: ${allowed.join(', ')}`);
}

function filterInvalid(rule: string): SilianError {
  return new SilianError('query_invalid', {}, [{ field: 'filter', rules: [rule] }]);
}

/** Numbers are compared as JSON writes them, so `12.50` finds 12.5; amounts come in 元 and are stored in fen. */
function storedText({ name, type }: Field, value: string): string {
  if (type !== 'integer' && type !== 'decimal' && type !== 'money') return value;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw filterInvalid(`${name} must be a number`);
  return String(type === 'money' ? Math.round(number * FEN_PER_YUAN) : number);
}
