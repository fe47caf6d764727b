import { levelRank, LEVELS, type Level } from '#core/kernel';
import type { ValueKind } from '../language/kinds.js';
import { FEN_PER_YUAN } from '../money.js';
import type { EnumValue, RecordType } from '../model.js';
import {
  AGGREGATES,
  WINDOWS,
  type Aggregate,
  type Predicate,
  type RecordTerm,
  type SourceTerm,
  type VirtualTerm,
  type Window,
} from '../statistics-model.js';
import { loadPredicates } from './load-predicates.js';
import { readName } from './names.js';
import { Place } from './place.js';
import { isVirtualSource, recordSource, virtualSource, type Column, type Source } from './sources.js';

export interface TermContext {
  readonly types: ReadonlyMap<string, RecordType>;
  readonly enums: ReadonlyMap<string, readonly EnumValue[]>;
  readonly paramKinds: ReadonlyMap<string, ValueKind>;
}

/** The parameter that says where the window `plan` begins. */
const PLAN_START = 'plan.start';

export function loadTerms<T>(place: Place, load: (term: Place) => T): ReadonlyMap<string, T> {
  const terms = new Map<string, T>();
  for (const [key, term] of place.entries()) {
    terms.set(readName(new Place(key, term.path)), load(term));
  }
  if (terms.size === 0) throw place.invalid('expected at least one term');
  return terms;
}

export function sourceOf(code: string, context: Pick<TermContext, 'types' | 'enums'>): Source | undefined {
  if (isVirtualSource(code)) return virtualSource(code);
  const type = context.types.get(code);
  return type && recordSource(type, context.enums);
}

export function loadSourceTerm(place: Place, context: TermContext): SourceTerm {
  const from = place.get('from').text();
  const source = sourceOf(from, context);
  if (!source) throw place.get('from').invalid(`unknown record type “${from}”`);
  const aggregate = place.get('agg').oneOf(AGGREGATES);
  const field = loadAggregated(place, aggregate, source);
  const common = {
    aggregate,
    ...(field === undefined ? {} : { field }),
    where: loadPredicates(place.get('where'), { source, paramKinds: context.paramKinds }),
    window: loadWindow(place.get('window'), aggregate, source, context),
    shiftYears: loadShift(place.get('shift')),
  };
  if (isVirtualSource(from)) return { source: 'virtual', from, ...common } satisfies VirtualTerm;
  const at = loadAt(place.get('at'), source);
  return {
    source: 'records',
    from,
    ...common,
    ...(at === undefined ? {} : { at }),
    reach: loadReach(place.get('reach'), source, [field, at, ...fieldsOf(common.where)]),
    storedPerUnit: isAmount(aggregate, field, source) ? FEN_PER_YUAN : 1,
  } satisfies RecordTerm;
}

function loadAggregated(place: Place, aggregate: Aggregate, source: Source): string | undefined {
  const fieldPlace = place.get('field');
  if (aggregate === 'count') {
    if (!fieldPlace.isAbsent) throw fieldPlace.invalid('“count” counts records, not a field');
    return undefined;
  }
  const name = fieldPlace.text();
  const column = source.column(name);
  if (!column) throw fieldPlace.invalid(`unknown field “${name}” of “${source.code}”`);
  checkAggregate(fieldPlace, aggregate, source, column);
  return name;
}

/** Adding up a stock over months would count it many times; the newest value of a flow says nothing about a year. */
function checkAggregate(place: Place, aggregate: Aggregate, source: Source, column: Column): void {
  if (aggregate === 'countDistinct') return;
  if (!column.numeric) throw place.invalid(`“${aggregate}” needs a number`);
  if (aggregate === 'sum' && source.lifecycle === 'report' && column.time !== 'sum') {
    throw place.invalid('“sum” needs a flow, the field is a stock');
  }
  if (aggregate !== 'last') return;
  if (source.lifecycle === 'report' && column.time !== 'last') {
    throw place.invalid('“last” needs a stock, the field is a flow');
  }
  if (source.lifecycle === 'event' || source.lifecycle === 'virtual') {
    throw place.invalid(`“last” needs an entity or a report, “${source.code}” is neither`);
  }
}

function loadWindow(place: Place, aggregate: Aggregate, source: Source, context: TermContext): Window {
  const usual = usualWindow(aggregate, source);
  if (place.isAbsent) return usual;
  const window = place.oneOf(WINDOWS);
  if (window === 'stock' && usual !== 'stock') {
    throw place.invalid(`“${source.code}” is a flow and has no stock`);
  }
  if (aggregate === 'last' && window !== 'stock') throw place.invalid('“last” has no window');
  if (window === 'plan' && context.paramKinds.get(PLAN_START) !== 'date') {
    throw place.invalid(`the window “plan” needs the parameter ${PLAN_START}`);
  }
  return window;
}

function usualWindow(aggregate: Aggregate, source: Source): Window {
  if (aggregate === 'last' || source.lifecycle === 'entity') return 'stock';
  return source.code === 'region' || source.code === 'sync-status' ? 'stock' : 'period';
}

function loadShift(place: Place): number {
  if (place.isAbsent) return 0;
  const years = /^-([1-9])y$/.exec(place.text())?.[1];
  if (years === undefined) throw place.invalid('expected a number of years such as -1y');
  return -Number(years);
}

function loadAt(place: Place, source: Source): string | undefined {
  if (place.isAbsent) return undefined;
  const name = place.text();
  const column = source.column(name);
  if (!column) throw place.invalid(`unknown field “${name}” of “${source.code}”`);
  if (!column.isRegion) throw place.invalid(`“${name}” is not a region`);
  return name;
}

function isAmount(aggregate: Aggregate, field: string | undefined, source: Source): boolean {
  const adds = aggregate === 'sum' || aggregate === 'last';
  return adds && field !== undefined && source.column(field)?.money === true;
}

export function fieldsOf(predicates: readonly Predicate[]): readonly string[] {
  return predicates.flatMap((predicate) => [
    ...(predicate.subject.of === 'field' ? [predicate.subject.name] : []),
    ...(predicate.test === 'compare' && predicate.operand.is === 'field' ? [predicate.operand.name] : []),
  ]);
}

/** The reach follows from the fields; it is written in the document so that a change of a height is noticed. */
function loadReach(place: Place, source: Source, fields: readonly (string | undefined)[]): Level {
  const heights = fields.map((name) => (name === undefined ? undefined : source.column(name)?.travel));
  const reach = [source.travel, ...heights].reduce<Level>(
    (lowest, height) => (height && levelRank(height) > levelRank(lowest) ? height : lowest),
    'city',
  );
  const declared = place.isAbsent ? 'city' : place.oneOf(LEVELS);
  if (declared !== reach) {
    throw place.invalid(`the fields that the term reads reach ${reach}, not ${declared}`);
  }
  return reach;
}
