import { LEVELS, type Level } from '#core/kernel';
import type { Meaning } from '../language/kinds.js';
import type { EnumValue, Field, Lifecycle, RecordType } from '../model.js';
import type { UnitAttribute, VirtualSource } from '../statistics-model.js';
import { isNumeric } from './load-field.js';
import { STREET_KINDS } from './load-params.js';
import { meaningOf } from './load-rule.js';

/** A column that terms can read, of a record type or of rows that the platform keeps. */
export interface Column extends Meaning {
  readonly money: boolean;
  readonly numeric: boolean;
  /** Few values and known beforehand, so that numbers may be split by it. */
  readonly splits: boolean;
  readonly travel: Level;
  readonly time?: Field['time'];
  readonly isRegion: boolean;
}

/** What a term aggregates over. */
export interface Source {
  readonly code: string;
  readonly lifecycle: Lifecycle | 'virtual';
  readonly travel: Level;
  column(name: string): Column | undefined;
}

export function recordSource(type: RecordType, enums: ReadonlyMap<string, readonly EnumValue[]>): Source {
  return {
    code: type.code,
    lifecycle: type.lifecycle,
    travel: type.travel,
    column: (name) => {
      const field = type.fieldsByName.get(name);
      return field && columnOf(field, meaningOf(field, enums));
    },
  };
}

function columnOf(field: Field, meaning: Meaning): Column {
  return {
    ...meaning,
    money: field.type === 'money',
    numeric: isNumeric(field.type),
    splits: field.type === 'enum' || field.type === 'boolean',
    travel: field.travel,
    isRegion: field.type === 'region',
    ...(field.time ? { time: field.time } : {}),
  };
}

/**
 * Rows that the platform keeps itself, so that their columns are fixed here and not in a document: one row per unit,
 * one per expected report, one per node.
 */
const VIRTUAL_COLUMNS: Readonly<Record<VirtualSource, Readonly<Record<string, Meaning['kind']>>>> = {
  region: {},
  'report-status': { type: 'text', received: 'boolean', on_time: 'boolean', locked: 'boolean' },
  'sync-status': { online: 'boolean', last_upload_age_h: 'number', pending: 'number', dead: 'number' },
};

export function isVirtualSource(code: string): code is VirtualSource {
  return Object.hasOwn(VIRTUAL_COLUMNS, code);
}

export function virtualSource(code: VirtualSource): Source {
  const columns = new Map(Object.entries(VIRTUAL_COLUMNS[code]));
  return {
    code,
    lifecycle: 'virtual',
    travel: 'city',
    column: (name) => {
      const kind = columns.get(name);
      return kind && virtualColumn(kind);
    },
  };
}

function virtualColumn(kind: Meaning['kind']): Column {
  const numeric = kind === 'number';
  return { kind, money: false, numeric, splits: !numeric, travel: 'city', isRegion: false };
}

/** Attributes of the unit that a row counts at. */
export const UNIT_ATTRIBUTES: ReadonlyMap<string, Meaning> = new Map<UnitAttribute, Meaning>([
  ['@level', { kind: 'text', values: new Set<string>(LEVELS) }],
  ['@urban', { kind: 'boolean' }],
  ['@streetKind', { kind: 'text', values: new Set<string>(STREET_KINDS) }],
  ['@seat', { kind: 'boolean' }],
  ['@code', { kind: 'text' }],
]);
