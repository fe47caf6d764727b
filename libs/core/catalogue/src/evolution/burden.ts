import { LEVELS, type Bilingual, type Level, type PeriodKind } from '#core/kernel';
import type { Catalogue, Field, RecordType } from '../model.js';

/** A new question whose answer another form of the same level asks already. */
export interface AskedTwice {
  readonly type: string;
  readonly field: string;
  readonly label: Bilingual;
  /** Where it is asked already. */
  readonly already: readonly {
    readonly type: string;
    readonly field: string;
    readonly because: 'label' | 'code';
  }[];
}

export type Rhythm = PeriodKind | 'occasion';

/** Questions that have to be answered, of one level in one rhythm; `occasion`: whenever there is something to enter. */
export interface Burden {
  readonly level: Level;
  readonly rhythm: Rhythm;
  readonly before: number;
  readonly after: number;
}

const RHYTHMS: readonly Rhythm[] = ['month', 'quarter', 'year', 'occasion'];

/** Fields of new forms, and new fields of old ones, that ask what is known already. */
export function askedTwice(before: Catalogue, after: Catalogue): readonly AskedTwice[] {
  return [...after.types.values()].flatMap((type) => {
    const known = before.types.get(type.code)?.fieldsByName;
    const others = [...after.types.values()].filter(
      (other) => other.code !== type.code && other.enteredAt.some((level) => type.enteredAt.includes(level)),
    );
    return type.fields
      .filter((field) => !known?.has(field.name) && isAsked(field) && !placesInTime(type, field))
      .flatMap((field) => askedIn(type, field, others));
  });
}

function askedIn(type: RecordType, field: Field, others: readonly RecordType[]): AskedTwice[] {
  const already = others.flatMap((other) =>
    other.fields.flatMap((held) => {
      const because = isAsked(held) && !placesInTime(other, held) ? sameness(field, held) : undefined;
      return because ? [{ type: other.code, field: held.name, because }] : [];
    }),
  );
  const { name, zh, en } = field;
  return already.length === 0 ? [] : [{ type: type.code, field: name, label: { zh, en }, already }];
}

/** The same words, or the same name for a value of the same kind from the same list. */
function sameness(field: Field, held: Field): 'label' | 'code' | undefined {
  if (field.zh === held.zh || field.en.toLowerCase() === held.en.toLowerCase()) return 'label';
  const same =
    field.name === held.name &&
    field.type === held.type &&
    field.enum === held.enum &&
    field.ref === held.ref;
  return same ? 'code' : undefined;
}

function isAsked({ derived, type }: Field): boolean {
  // A reference is how a form says that it goes on from another one: it asks nothing anew.
  return !derived && type !== 'reference';
}

/** Every entity has a first day of its own. */
function placesInTime({ time }: RecordType, { name }: Field): boolean {
  return [time.from, time.to, time.at].includes(name);
}

/** How many answers each level has to give, before and after. */
export function burdenOf(before: Catalogue, after: Catalogue): readonly Burden[] {
  return LEVELS.flatMap((level) =>
    RHYTHMS.map((rhythm) => ({
      ...{ level, rhythm },
      before: required(before, level, rhythm),
      after: required(after, level, rhythm),
    })),
  ).filter((row) => row.before > 0 || row.after > 0);
}

function required({ types }: Catalogue, level: Level, rhythm: Rhythm): number {
  const asked = [...types.values()].filter(
    ({ enteredAt, period = 'occasion' }) => enteredAt.includes(level) && period === rhythm,
  );
  return asked.reduce((sum, { fields }) => sum + fields.filter((field) => field.required).length, 0);
}
