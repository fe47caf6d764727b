import { LEVELS, type Level, type PeriodKind } from '#core/kernel';
import {
  LIFECYCLES,
  type EnumValue,
  type Field,
  type Lifecycle,
  type RecordType,
  type TypeTime,
} from '../model.js';
import { FIELDS_MAX } from '../records/limits.js';
import { loadField } from './load-field.js';
import { loadRule } from './load-rule.js';
import { CODE, readLabels } from './names.js';
import { uniqueBy, type Place } from './place.js';

const PERIOD_KINDS = ['month', 'quarter', 'year'] as const;

export interface TypeContext {
  readonly enums: ReadonlyMap<string, readonly EnumValue[]>;
  readonly typeCodes: ReadonlySet<string>;
}

export function loadType(place: Place, context: TypeContext): RecordType {
  const lifecycle = place.get('lifecycle').oneOf(LIFECYCLES);
  const travel = place.get('travel').isAbsent ? 'city' : place.get('travel').oneOf(LEVELS);
  const fieldsByName = loadFields(place.get('fields'), lifecycle, travel, context);
  const labelled = { fieldsByName, enums: context.enums };
  return {
    code: place.get('code').code(CODE),
    ...readLabels(place),
    lifecycle,
    enteredAt: loadEnteredAt(place.get('enteredAt')),
    travel,
    fields: [...fieldsByName.values()],
    fieldsByName,
    rules: place
      .get('rules')
      .items()
      .map((rule) => loadRule(rule, labelled)),
    naturalKey: loadNaturalKey(place.get('naturalKey'), lifecycle, fieldsByName),
    time: loadTime(place.get('time'), lifecycle, fieldsByName),
    ...loadPeriod(place.get('period'), lifecycle),
    down: place.get('down').flag(),
    heights: heightsOf(fieldsByName),
  };
}

function loadFields(
  place: Place,
  lifecycle: Lifecycle,
  typeTravel: Level,
  context: TypeContext,
): ReadonlyMap<string, Field> {
  const items = place.items();
  if (items.length === 0) throw place.invalid('expected at least one field');
  if (items.length > FIELDS_MAX) throw place.invalid(`expected at most ${FIELDS_MAX} fields`);
  const fieldContext = { ...context, typeTravel, isReport: lifecycle === 'report' };
  return uniqueBy(
    items,
    (item) => loadField(item, fieldContext),
    (field) => field.name,
  );
}

function loadEnteredAt(place: Place): readonly Level[] {
  const levels = uniqueBy(
    place.items(),
    (item) => item.oneOf(LEVELS),
    (level) => level,
  );
  if (levels.size === 0) throw place.invalid('expected at least one level');
  return [...levels.values()];
}

function loadNaturalKey(
  place: Place,
  lifecycle: Lifecycle,
  fields: ReadonlyMap<string, Field>,
): readonly string[] {
  const parts = uniqueBy(
    place.items(),
    (item) => {
      const name = item.text();
      if (name === 'period' && lifecycle !== 'report') throw item.invalid('only reports have a period');
      const isPart = fields.has(name) || name === 'region' || name === 'period' || name === 'id';
      if (!isPart) throw item.invalid(`unknown field “${name}”`);
      return name;
    },
    (name) => name,
  );
  if (!parts.has('id')) return [...parts.values()];
  if (parts.size > 1) throw place.invalid('“id” is a key of its own');
  return [];
}

function loadTime(place: Place, lifecycle: Lifecycle, fields: ReadonlyMap<string, Field>): TypeTime {
  if (lifecycle === 'report') {
    if (!place.isAbsent) throw place.invalid('a report is placed in time by its period');
    return {};
  }
  if (lifecycle === 'event') {
    return { at: dayField(place.get('at'), fields, ['date', 'datetime']) };
  }
  const to = place.get('to');
  return {
    from: dayField(place.get('from'), fields, ['date']),
    ...(to.isAbsent ? {} : { to: dayField(to, fields, ['date']) }),
  };
}

function dayField(
  place: Place,
  fields: ReadonlyMap<string, Field>,
  types: readonly ('date' | 'datetime')[],
): string {
  const name = place.text();
  const field = fields.get(name);
  if (!field) throw place.invalid(`unknown field “${name}”`);
  if (!types.some((type) => type === field.type)) {
    throw place.invalid(`“${name}” is not a ${types.join(' or ')}`);
  }
  return name;
}

function loadPeriod(place: Place, lifecycle: Lifecycle): { period?: PeriodKind } {
  if (lifecycle === 'report') return { period: place.oneOf(PERIOD_KINDS) };
  if (!place.isAbsent) throw place.invalid('only reports have a period');
  return {};
}

/** The city's section always exists: a record without it could not be told from a record that is missing. */
function heightsOf(fields: ReadonlyMap<string, Field>): readonly Level[] {
  const declared = new Set<Level>([...fields.values()].map((field) => field.travel));
  return LEVELS.filter((level) => level === 'city' || declared.has(level));
}
