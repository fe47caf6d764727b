import type { Field, Fields, RecordType, StoredValue } from '#core/catalogue';
import { canonicalJson } from '#core/kernel';
import { normalised, normalisedPhone } from './normalised.js';
import { warning, type QualityWarning } from './warning.js';

/**
 * Fields that identify somebody or something together, wherever a type has them as texts: a catalogue may give a name as
 * the key, but two records with one credit code are one unit, however they are called.
 */
const TOGETHER = [['id_no'], ['uscc'], ['name', 'phone'], ['name', 'address']] as const;
const PHONE = 'phone';

/** So many like records elsewhere are a common name (“社区图书室”), not one that was entered twice. */
export const LIKE_MAX = 3;

/** Fields in which two records of a type agree when they may be one. */
export interface Identity {
  readonly fields: readonly Field[];
  /** The field that a warning stands at. */
  readonly named: Field;
  /** False where it says something only within one unit: two communities may elect on one day. */
  readonly across: boolean;
  /** True where agreement across units is hardly chance. */
  readonly sure: boolean;
}

/** A record that agrees, as the reader may know of it. */
export interface LikeRecord {
  readonly where: 'own' | 'known' | 'elsewhere';
  /** Set where the unit is `known`. */
  readonly unit?: string;
}

const known = new WeakMap<RecordType, readonly Identity[]>();

/** Reports have none: there is one for each period anyway. */
export function identitiesOf(type: RecordType): readonly Identity[] {
  const made = known.get(type) ?? (type.lifecycle === 'report' ? [] : [...identities(type)]);
  known.set(type, made);
  return made;
}

function* identities(type: RecordType): Generator<Identity> {
  const key = type.naturalKey.flatMap((name) => type.fieldsByName.get(name) ?? []);
  const own = type.naturalKey.length > 0 ? key : type.fields.filter(({ required }) => required);
  const sure = own.some(({ personal }) => personal) || type.naturalKey.length === 0;
  yield* identityOf(own, sure);
  const sort = key.filter((field) => field.type === 'enum');
  for (const names of TOGETHER) {
    const fields = names.flatMap((name) => type.fieldsByName.get(name) ?? []);
    if (fields.length < names.length || !fields.every(isText)) continue;
    yield* identityOf([...fields, ...sort], true);
  }
}

function* identityOf(fields: readonly Field[], sure: boolean): Generator<Identity> {
  const named = fields.find(isText) ?? fields[0];
  if (named) yield { fields, named, across: fields.some(isText), sure };
}

function isText({ type }: Field): boolean {
  return type === 'string';
}

/** What like records have in common; undefined where a part of it is not set, or not held here. */
export function identityText(type: RecordType, { fields }: Identity, values: Fields): string | undefined {
  const parts: StoredValue[] = [type.code, fields.map(({ name }) => name).join()];
  for (const field of fields) {
    const part = comparable(field, values[field.name]);
    if (part === undefined || part === '') return undefined;
    parts.push(part);
  }
  return canonicalJson(parts);
}

function comparable({ name, type }: Field, value: StoredValue | undefined): StoredValue | undefined {
  if (typeof value !== 'string' || type !== 'string') return value;
  return name === PHONE ? normalisedPhone(value) : normalised(value);
}

/** `others`: like records, up to one more than `LIKE_MAX` of them. They name no value of another unit. */
export function likeWarning(identity: Identity, others: readonly LikeRecord[]): QualityWarning | undefined {
  const own = others.find(({ where }) => where === 'own');
  const elsewhere = others.filter(({ where }) => where !== 'own');
  const common = !identity.sure && elsewhere.length > LIKE_MAX;
  const other = own ?? (common ? undefined : (elsewhere.find(({ unit }) => unit) ?? elsewhere[0]));
  if (!other) return undefined;
  const place = placeOf(other);
  const severity = own || identity.sure ? 'check' : 'notice';
  return warning(
    'record_like',
    identity.named,
    severity,
    {},
    { zh: { place: place.zh }, en: { place: place.en } },
  );
}

function placeOf({ where, unit = '' }: LikeRecord) {
  if (where === 'own') return { zh: '本单位', en: 'This unit' };
  if (where === 'known') return { zh: `单位 ${unit} `, en: `Unit ${unit}` };
  return { zh: '其他单位', en: 'Another unit' };
}
