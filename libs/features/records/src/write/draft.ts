import {
  fieldsByHeight,
  naturalKeyOf,
  validateEntry,
  type Catalogue,
  type Fields,
  type KeyedRecord,
  type RecordType,
} from '#core/catalogue';
import { SilianError, type Day, type Level } from '#core/kernel';
import { digest, type EntryHeader, type Lane } from '#core/protocol';
import type { RecordWithEntry } from '#platform/storage';
import type { Subject } from '#features/quality';
import type { Notice } from './operation.js';

/** An operation that has passed every check that needs no lock. */
export interface Draft {
  readonly op: 'create' | 'correct' | 'delete';
  readonly record: string;
  readonly type: string;
  readonly unit: string;
  /** All versions of a record are in one lane: a later one must not overtake an earlier one. */
  readonly lane: Lane | undefined;
  /** The version that must be the newest when it is written; 0 for a new record. */
  readonly base: number;
  /** Not to be written where the stored version says the same. */
  readonly onlyIfChanged: boolean;
  readonly header: Pick<EntryHeader, 'type' | 'unit' | 'op' | 'occurredOn' | 'period' | 'erases'>;
  readonly content: ReadonlyMap<Level, { readonly [name: string]: string | number | boolean }>;
  /** Digest of the natural key, where the type has one. */
  readonly naturalKey: string | null;
  /** Records that the fields point to, with the type that each must have. */
  readonly references: readonly Reference[];
  readonly warnings: readonly Notice[];
}

export interface Reference {
  readonly field: string;
  readonly record: string;
  readonly type: string;
}

/** Free text in a reason is for the street, not for a novel. */
const REASON_LENGTH_MAX = 500;

/** Makes a draft of a new record or a new version; throws `record_invalid` with every field's error. */
export function draftPut(
  input: {
    readonly op: 'create' | 'correct';
    readonly record: string;
    readonly unit: string;
    readonly lane: Lane | undefined;
    readonly base: number;
    readonly period?: string;
    readonly fields: unknown;
    readonly reason?: string;
    readonly onlyIfChanged?: boolean;
  },
  type: RecordType,
  context: { readonly today: Day; readonly catalogue: Catalogue },
): Draft {
  const { unit, lane } = input;
  const checked = validateEntry(type, { unit, fields: input.fields, period: input.period }, context);
  if (checked.errors.length > 0) {
    throw new SilianError('record_invalid', { count: checked.errors.length }, checked.errors);
  }
  const { fields, occurredOn } = checked;
  const period = checked.period === undefined ? {} : { period: checked.period };
  return {
    op: input.op,
    record: input.record,
    type: type.code,
    unit,
    lane,
    base: input.base,
    onlyIfChanged: input.onlyIfChanged ?? false,
    header: { type: type.code, unit, op: 'put', occurredOn, ...period },
    content: withReason(fieldsByHeight(type, fields), input.reason),
    naturalKey: keyDigest(type, { unit, fields, ...period }),
    references: referencesOf(type, fields),
    warnings: checked.warnings,
  };
}

/** The digest of a record's natural key; null where the type has none, or where a part of it is missing or wrong. */
export function keyOfEntry(
  type: RecordType,
  input: { readonly unit: string; readonly fields: unknown; readonly period?: string },
  context: { readonly today: Day; readonly catalogue: Catalogue },
): string | null {
  if (type.naturalKey.length === 0) return null;
  const { fields, period } = validateEntry(type, input, context);
  return keyDigest(type, { unit: input.unit, fields, ...(period === undefined ? {} : { period }) });
}

function keyDigest(type: RecordType, record: KeyedRecord): string | null {
  const key = naturalKeyOf(type, record);
  return key === undefined ? null : digest(key);
}

/** Makes a draft that withdraws a record. */
export function draftDelete(
  current: RecordWithEntry,
  lane: Lane | undefined,
  base: number,
  reason: string | undefined,
): Draft {
  const { record, type, unit, occurredOn } = current;
  return {
    op: 'delete',
    record,
    type,
    unit,
    lane,
    base,
    onlyIfChanged: false,
    header: { type, unit, op: 'delete', occurredOn },
    content: withReason(new Map(), reason),
    naturalKey: null,
    references: [],
    warnings: [],
  };
}

/** A draft as it is compared with other records. */
export function subjectOf({ record, type, unit, header, content }: Draft): Subject {
  const fields = Object.assign({}, ...content.values()) as Fields;
  return { record, type, unit, occurredOn: header.occurredOn, fields };
}

/** The reason may rise as far as the street, which reviews; a name in it must not reach the city. */
function withReason(content: Draft['content'], reason: string | undefined): Draft['content'] {
  if (reason === undefined) return content;
  if (reason.length > REASON_LENGTH_MAX || /\p{Cc}/u.test(reason) || !reason.isWellFormed()) {
    throw new SilianError('body_invalid', {}, [
      { field: 'reason', rules: [`at most ${REASON_LENGTH_MAX} characters`] },
    ]);
  }
  return new Map(content).set('street', { ...content.get('street'), _reason: reason });
}

function referencesOf(type: RecordType, fields: Fields): Reference[] {
  return type.fields.flatMap((field) => {
    const record = fields[field.name];
    return field.ref !== undefined && typeof record === 'string'
      ? [{ field: field.name, record, type: field.ref }]
      : [];
  });
}
