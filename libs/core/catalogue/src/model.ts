import type { Day, Level, PeriodKind } from '#core/kernel';
import type { Expression } from './language/expression.js';
import type { Indicator, Measure } from './statistics-model.js';

/*
 * Glossary
 *   catalogue   one city's record types, code lists, parameters, measures and indicators: data, not program
 *   type        a kind of record: an entity lives from..to, an event has one day, a report one period
 *   field       one named value of a record
 *   height      the highest level that may hold a type or a field (its `travel`)
 *   rule        a condition over the fields of one record
 *   entry form  values as a clerk gives them: money in 元
 *   stored form values as they are logged and counted: money in integer fen; an unset field is absent
 */

export interface Catalogue {
  readonly version: string;
  readonly types: ReadonlyMap<string, RecordType>;
  readonly enums: ReadonlyMap<string, readonly EnumValue[]>;
  readonly params: readonly Param[];
  readonly measures: ReadonlyMap<string, Measure>;
  readonly indicators: ReadonlyMap<string, Indicator>;
}

export interface EnumValue {
  readonly value: string;
  readonly zh: string;
  readonly en: string;
}

export const LIFECYCLES = ['entity', 'event', 'report'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

export interface RecordType {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly lifecycle: Lifecycle;
  readonly enteredAt: readonly Level[];
  /** The highest level that may hold a record of this type at all. */
  readonly travel: Level;
  readonly fields: readonly Field[];
  readonly fieldsByName: ReadonlyMap<string, Field>;
  readonly rules: readonly Rule[];
  /** `region`, `period` or field names; empty where two equal records are two records. */
  readonly naturalKey: readonly string[];
  readonly time: TypeTime;
  /** Set for reports and only for them. */
  readonly period?: PeriodKind;
  /** True where records also travel towards the communities. */
  readonly down: boolean;
  /** Heights at which some field is declared, from the top down; `city` is always first. */
  readonly heights: readonly Level[];
}

/** Names of the fields that place a record in time: `from` and `to` of an entity, `at` of an event. */
export interface TypeTime {
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
}

export const FIELD_TYPES = [
  'string',
  'text',
  'integer',
  'decimal',
  'boolean',
  'date',
  'datetime',
  'enum',
  'region',
  'money',
  'reference',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly zh: string;
  readonly en: string;
  readonly required: boolean;
  readonly unit?: string;
  /** The code list that an `enum` takes its values from. */
  readonly enum?: string;
  /** The record type that a `reference` points to. */
  readonly ref?: string;
  /** Bounds in entry form: 元 for money. */
  readonly min?: number;
  readonly max?: number;
  readonly personal: boolean;
  /** The effective height: the lower of the type's and the field's own. */
  readonly travel: Level;
  /** Computed from other records, never entered. */
  readonly derived: boolean;
  /** In reports: a stock whose newest value counts (`last`), or a flow that is summed (`sum`). */
  readonly time?: 'last' | 'sum';
}

/** `requirement` has to hold wherever `condition` does (or always); what cannot be known is not a failure. */
export interface Rule {
  readonly text: string;
  readonly requirement: Expression;
  readonly condition?: Expression;
  /** The fields that the rule reads, in the order in which it names them. */
  readonly fields: readonly string[];
  readonly words: { readonly zh: string; readonly en: string };
}

/** A number, day or text that units may set for themselves: the row whose conditions fit a unit best applies. */
export interface Param {
  readonly code: string;
  /** null: not set yet; whatever needs it is unknown. */
  readonly value: number | string | null;
  readonly from: Day;
  readonly where: ParamScope;
  readonly note?: string;
}

export interface ParamScope {
  /** A unit code; the row applies to its whole subtree, the longest matching code wins. */
  readonly region: string;
  readonly streetKind?: string;
  readonly seat?: boolean;
}

/** One value of a record in stored form. */
export type StoredValue = string | number | boolean;
export type Fields = Readonly<Record<string, StoredValue>>;
