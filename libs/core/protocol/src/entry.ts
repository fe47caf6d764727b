import {
  canonicalJson,
  isDay,
  LEVELS,
  mayReach,
  parsePeriod,
  unitLevel,
  type Day,
  type Json,
  type Level,
} from '#core/kernel';
import { digest, isDigest } from './digest.js';
import { isInstant } from './instant.js';

/**
 * A log entry is five lines of text: the header, then one section line for each travel height from city down to
 * community. A section line is one of
 *
 *   =<salt><canonical JSON>   the fields that may rise to that height, with 22 characters of random salt
 *   #<digest>                 the same section withheld: SHA-256 of what follows the `=`
 *   -                         the type has no field of that height
 *
 * The entry's hash is the hash of its five lines with every section withheld. So a relay that may not see a section
 * replaces one line and the hash still verifies; nothing is ever serialised twice.
 */
export interface SealedEntry {
  readonly header: string;
  readonly sections: Sections;
}

/** Section lines by height, city first. */
export type Sections = readonly [city: string, district: string, street: string, community: string];

export const LINES_PER_ENTRY = 1 + LEVELS.length;
export const ABSENT_SECTION = '-';
export const SALT_LENGTH = 22;

/** `=`, the salt and `{}`. */
const SECTION_BYTES_MIN = 1 + SALT_LENGTH + 2;

export interface EntryHeader {
  readonly record: string;
  readonly version: number;
  readonly type: string;
  readonly unit: string;
  readonly op: 'put' | 'delete';
  /** The day that decides when the record counts; null while it does not count yet. */
  readonly occurredOn: Day | null;
  /** The report period, for types that have one. */
  readonly period?: string;
  /** Version of the catalogue that the record was validated against at its origin. */
  readonly catalogue: string;
  /** When the origin stored it, RFC 3339 in UTC with milliseconds. */
  readonly recordedAt: string;
  /** Set on a version that erases all earlier ones: why. See `erasureGround`. */
  readonly erases?: string;
}

/** Builds an entry. `salt` gives a fresh 22-character random text on every call. */
export function sealEntry(
  header: EntryHeader,
  fieldsByHeight: ReadonlyMap<Level, { readonly [key: string]: Json }>,
  salt: () => string,
): SealedEntry {
  const line = (height: Level): string => {
    const fields = fieldsByHeight.get(height);
    return fields === undefined ? ABSENT_SECTION : `=${salt()}${canonicalJson(fields)}`;
  };
  return {
    header: canonicalJson({ ...header }),
    sections: [line('city'), line('district'), line('street'), line('community')],
  };
}

function withhold(section: string): string {
  return section.startsWith('=') ? `#${digest(section.slice(1))}` : section;
}

export function entryHash(entry: SealedEntry): string {
  const [city, district, street, community] = entry.sections;
  return digest(
    `${entry.header}\n${withhold(city)}\n${withhold(district)}\n${withhold(street)}\n${withhold(community)}`,
  );
}

/** The entry as a node of `level` may hold it: sections that must stay below are withheld. */
export function redactFor(level: Level, entry: SealedEntry): SealedEntry {
  if (level === 'community') return entry;
  const keep = (section: string, index: number): string =>
    mayReach(LEVELS[index] as Level, level) ? section : withhold(section);
  const [city, district, street, community] = entry.sections;
  return {
    header: entry.header,
    sections: [keep(city, 0), keep(district, 1), keep(street, 2), keep(community, 3)],
  };
}

export function entryText(entry: SealedEntry): string {
  return `${entry.header}\n${entry.sections.join('\n')}`;
}

/**
 * An entry's size for the bounds: its text in bytes, a withheld section taken for the shortest there is. So an entry
 * never grows on its way up, and what one tier took is never too large for the next.
 */
export function entryBytes(entry: SealedEntry): number {
  const size = (section: string): number =>
    section.startsWith('#') ? SECTION_BYTES_MIN : Buffer.byteLength(section);
  return entry.sections.reduce((sum, section) => sum + 1 + size(section), Buffer.byteLength(entry.header));
}

/** True where the line can be a header at all: it looks like a JSON object. Whether it is one, `parseHeader` says. */
export function isHeaderLine(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}');
}

const SALTED_OBJECT = /^=[A-Za-z0-9_-]{22}\{/;

/** True where the line can be a section at all: anything else breaks the frame, not only the entry. */
export function isSectionLine(line: string): boolean {
  if (line === ABSENT_SECTION) return true;
  if (line.startsWith('#')) return isDigest(line.slice(1));
  return SALTED_OBJECT.test(line) && line.endsWith('}');
}

const RECORD_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE_CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Anything but control characters: U+0000 cannot be stored as text. */
const CATALOGUE_VERSION = /^[ -\uffff]{1,64}$/;
/** The largest version that fits PostgreSQL's integer: a larger one would fail the whole frame. */
const VERSION_MAX = 2_147_483_647;

/** Reads a header; undefined where it breaks a rule, so that the entry is quarantined and the log goes on. */
export function parseHeader(text: string): EntryHeader | undefined {
  const value = parseObject(text);
  if (!value) return undefined;
  const { record, version, type, unit, op, occurredOn, period, catalogue, recordedAt } = value;
  const sound =
    typeof record === 'string' &&
    RECORD_ID.test(record) &&
    Number.isInteger(version) &&
    (version as number) >= 1 &&
    (version as number) <= VERSION_MAX &&
    typeof type === 'string' &&
    TYPE_CODE.test(type) &&
    typeof unit === 'string' &&
    unitLevel(unit) !== undefined &&
    (op === 'put' || op === 'delete') &&
    (occurredOn === null || isDay(occurredOn)) &&
    (period === undefined || parsePeriod(period) !== undefined) &&
    typeof catalogue === 'string' &&
    CATALOGUE_VERSION.test(catalogue) &&
    catalogue.isWellFormed() &&
    isInstant(recordedAt);
  return sound ? (value as unknown as EntryHeader) : undefined;
}

/** Reads the fields of one section line; undefined where it is withheld, absent or not a JSON object. */
export function parseSection(line: string): Readonly<Record<string, unknown>> | undefined {
  return line.startsWith('=') ? parseObject(line.slice(1 + SALT_LENGTH)) : undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
