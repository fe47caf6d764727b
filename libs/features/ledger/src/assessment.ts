import { occurredOn, validateStored, type Catalogue, type Fields, type RecordType } from '#core/catalogue';
import { LEVELS, mayReach, unitLevel, type Day, type Level } from '#core/kernel';
import { parseHeader, parseSection, type EntryHeader, type SealedEntry } from '#core/protocol';
import { entryFault, type Fault } from './faults.js';
import { countedFields, ownCatalogue, type CatalogueBook } from './own-type.js';

/** What a node knows when it reads an entry. */
export interface AssessmentContext extends CatalogueBook {
  readonly level: Level;
  /**
   * The day of an instant in the configured zone. "Today" in a rule is the day on which the entry was recorded: a clock
   * that is behind, or a record that is judged again years later, must not come to another verdict than its origin.
   */
  readonly dayOf: (instant: string) => Day;
  readonly knowsUnit: (code: string) => boolean;
}

/**
 * counted      sound, and to be counted here
 * deferred     nothing is wrong, but this node does not know the type or the unit yet
 * quarantined  breaks a rule
 * deleted      the origin withdrew the record
 */
export interface Assessment {
  readonly status: 'counted' | 'deferred' | 'quarantined' | 'deleted';
  readonly header: EntryHeader | undefined;
  readonly fields: Fields;
  readonly countedAs: CountedAs;
  readonly faults: readonly Fault[];
}

/**
 * What a record counts with. Where nothing was withheld of it, this node entered it and sees what any other would: it counts for
 * every term, also for those whose records do not rise to this level.
 */
export interface CountedAs {
  readonly level: Level;
  readonly fields: Fields;
}

/** An entry that is judged, and whether its log is this node's own to write. */
export interface JudgedEntry extends SealedEntry {
  readonly local: boolean;
}

/** Keys in a section that are not fields of the type. */
const REASON_KEY = '_reason';

const NO_FIELDS: Fields = Object.freeze({});

const NOTHING: CountedAs = Object.freeze({ level: 'city', fields: NO_FIELDS });

/**
 * Judges one entry by what this level may see of it. The same rules as at the origin, so both agree: those of the catalogue
 * that it was entered with, or, where these hold it back, today's.
 */
export function assess(entry: JudgedEntry, origin: string, context: AssessmentContext): Assessment {
  const header = parseHeader(entry.header);
  if (!header) return judged('quarantined', undefined, NO_FIELDS, entryFault('entry_malformed'));
  if (header.unit !== origin) {
    return judged(
      'quarantined',
      header,
      NO_FIELDS,
      entryFault('unit_not_origin', { unit: header.unit, origin }),
    );
  }
  if (header.op === 'delete') return judged('deleted', header, NO_FIELDS);
  const own = ownCatalogue(header, context);
  const first = assessBy(own, entry, header, context);
  const verdict =
    first.status === 'counted' || own === context.catalogue
      ? first
      : [assessBy(context.catalogue, entry, header, context)].find(({ status }) => status === 'counted');
  return verdict?.status === 'counted' ? { ...verdict, countedAs: countedAs(entry, header, context) } : first;
}

function assessBy(
  catalogue: Catalogue,
  entry: JudgedEntry,
  header: EntryHeader,
  context: AssessmentContext,
): Assessment {
  const type = catalogue.types.get(header.type);
  if (!type) return judged('deferred', header, NO_FIELDS, entryFault('type_unknown', { type: header.type }));
  if (!context.knowsUnit(header.unit)) {
    return judged('deferred', header, NO_FIELDS, entryFault('unit_unknown', { unit: header.unit }));
  }
  const level = unitLevel(header.unit);
  if (level === undefined || !type.enteredAt.includes(level)) {
    const fault = entryFault('unit_level_wrong', { type: header.type, level: level ?? '-' });
    return judged('quarantined', header, NO_FIELDS, fault);
  }
  return assessFields(entry, header, type, { ...context, catalogue, level: levelSeen(entry, context.level) });
}

/**
 * What a stored version counts with. Its status is the one it was stored with: a catalogue that has become stricter must
 * not change what is retracted.
 */
export function storedAssessment(
  row: JudgedEntry & { readonly status: Assessment['status'] },
  context: AssessmentContext,
): Assessment {
  const header = parseHeader(row.header);
  if (!header || row.status !== 'counted') return judged(row.status, header, NO_FIELDS);
  return { ...judged('counted', header, NO_FIELDS), countedAs: countedAs(row, header, context) };
}

/**
 * What a node lost of its own log comes back from above without the sections that nobody above may hold. They are gone;
 * the rest is judged as the node that gave it back judges it. In any other log a missing section is a fault.
 */
function levelSeen({ local, sections }: JudgedEntry, level: Level): Level {
  if (!local) return level;
  const withheld = sections.findIndex((section) => section.startsWith('#'));
  const above = withheld > 0 ? LEVELS[withheld - 1] : undefined;
  return above !== undefined && mayReach(above, level) ? above : level;
}

function judged(
  status: Assessment['status'],
  header: EntryHeader | undefined,
  fields: Fields,
  ...faults: Fault[]
): Assessment {
  return { status, header, fields, countedAs: NOTHING, faults };
}

function assessFields(
  entry: JudgedEntry,
  header: EntryHeader,
  type: RecordType,
  context: AssessmentContext,
): Assessment {
  const { fields, faults } = visibleFields(entry, type, context.level);
  if (faults.length > 0) return judged('quarantined', header, fields, ...faults);
  const period = header.period === undefined ? {} : { period: header.period };
  const { catalogue, level, dayOf } = context;
  const today = dayOf(header.recordedAt);
  const errors = validateStored(type, { ...period, fields }, { catalogue, level, today });
  if (errors.length > 0) {
    const found = errors.map(({ code, field, message }) => ({ code, field, message }));
    return judged('quarantined', header, fields, ...found);
  }
  if (dayIsVisible(type, context.level) && occurredOn(type, fields, header.period) !== header.occurredOn)
    return judged('quarantined', header, fields, entryFault('occurred_on_mismatch'));
  return judged('counted', header, fields);
}

function countedAs(entry: JudgedEntry, header: EntryHeader, context: AssessmentContext): CountedAs {
  const isWhole = entry.sections.every((section) => !section.startsWith('#'));
  const level = isWhole ? 'community' : levelSeen(entry, context.level);
  return { level, fields: countedFields(entry, header, level, context) };
}

/** True where this level sees the field that places the record in time, so that the header's day can be checked. */
function dayIsVisible(type: RecordType, level: Level): boolean {
  const name = type.time.from ?? type.time.at;
  const field = name === undefined ? undefined : type.fieldsByName.get(name);
  return field === undefined || mayReach(field.travel, level);
}

/** The fields of all sections that this level may see, checked to stand in the section of their height. */
export function visibleFields(
  entry: SealedEntry,
  type: RecordType,
  level: Level,
): { readonly fields: Fields; readonly faults: readonly Fault[] } {
  const fields = Object.create(null) as Record<string, string | number | boolean>;
  for (const height of type.heights) {
    if (!mayReach(height, level)) continue;
    const section = parseSection(entry.sections[LEVELS.indexOf(height)] ?? '');
    if (!section) return { fields, faults: [entryFault('section_malformed', { level: height })] };
    for (const [name, value] of Object.entries(section)) {
      if (name === REASON_KEY) continue;
      const field = type.fieldsByName.get(name);
      if (field && field.travel !== height) {
        return { fields, faults: [entryFault('field_height', { field: name, level: height })] };
      }
      fields[name] = value as string | number | boolean;
    }
  }
  return { fields, faults: [] };
}

/** Why the record was corrected or deleted, where this level may see it. */
export function reasonOf(entry: SealedEntry, level: Level): string | undefined {
  if (!mayReach('street', level)) return undefined;
  const reason = parseSection(entry.sections[LEVELS.indexOf('street')] ?? '')?.[REASON_KEY];
  return typeof reason === 'string' ? reason : undefined;
}
