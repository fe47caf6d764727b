import { mayReach } from '#core/kernel';
import {
  MEASURE_AGGREGATES,
  type Indicator,
  type Measure,
  type MeasureTerm,
  type Target,
  type TermDefinition,
} from '../statistics-model.js';
import { loadValue } from './load-measures.js';
import { readUnitCode } from './load-params.js';
import { loadScope } from './load-predicates.js';
import { loadSourceTerm, loadTerms, sourceOf, type TermContext } from './load-terms.js';
import { CODE, readDay, readLabels } from './names.js';
import { uniqueBy, type Place } from './place.js';

export interface IndicatorContext extends TermContext {
  readonly measures: ReadonlyMap<string, Measure>;
}

export function loadIndicators(place: Place, context: IndicatorContext): ReadonlyMap<string, Indicator> {
  return uniqueBy(
    place.items(),
    (item) => loadIndicator(item, context),
    (indicator) => indicator.code,
  );
}

function loadIndicator(place: Place, context: IndicatorContext): Indicator {
  const terms = loadTerms(place.get('terms'), (term) => loadTerm(term, context));
  return {
    code: place.get('code').code(CODE),
    ...readLabels(place),
    group: place.get('group').text(),
    unit: place.get('unit').text(),
    better: place.get('better').oneOf(['up', 'down', 'none'] as const),
    scope: loadScope(place.get('scope'), context.paramKinds),
    terms,
    value: loadValue(place.get('value'), 'number', terms, context),
    dims: loadDims(place.get('dims'), terms, context),
    targets: place.get('targets').items().map(loadTarget),
  };
}

function loadTerm(place: Place, context: IndicatorContext): TermDefinition {
  return place.get('measure').isAbsent ? loadSourceTerm(place, context) : loadMeasureTerm(place, context);
}

function loadMeasureTerm(place: Place, { measures }: IndicatorContext): MeasureTerm {
  const code = place.get('measure').text();
  const measure = measures.get(code);
  if (!measure) throw place.get('measure').invalid(`unknown measure “${code}”`);
  const aggregate = place.get('agg').oneOf(MEASURE_AGGREGATES);
  const needed = aggregate === 'true' ? 'bool' : aggregate === 'total' ? 'number' : measure.kind;
  if (measure.kind !== needed) {
    throw place.get('agg').invalid(`“${aggregate}” needs a measure of kind ${needed}`);
  }
  return { source: 'measure', measure: code, aggregate };
}

/** Each dimension has to split at least one term, by a field that is visible wherever that term is computed. */
function loadDims(
  place: Place,
  terms: ReadonlyMap<string, TermDefinition>,
  context: IndicatorContext,
): readonly string[] {
  const names = uniqueBy(
    place.items(),
    (item) => {
      const name = item.text();
      if (![...terms.values()].some((term) => splits(name, term, item, context))) {
        throw item.invalid(`unknown field “${name}”: no term can be split by it`);
      }
      return name;
    },
    (name) => name,
  );
  return [...names.values()];
}

function splits(name: string, term: TermDefinition, place: Place, context: IndicatorContext): boolean {
  if (term.source === 'measure') return false;
  const column = sourceOf(term.from, context)?.column(name);
  if (!column) return false;
  if (!column.splits) throw place.invalid(`“${name}” has too many values to split by`);
  if (term.source === 'records' && !mayReach(column.travel, term.reach)) {
    throw place.invalid(`“${name}” is not visible at ${term.reach}, where the term is computed`);
  }
  return true;
}

function loadTarget(place: Place): Target {
  const stretch = place.get('stretch').optionalNumber();
  const regions = place.get('regions').items().map(readUnitCode);
  if (regions.length === 0) throw place.get('regions').invalid('expected at least one unit code');
  return {
    due: readDay(place.get('due')),
    op: place.get('op').oneOf(['>=', '>', '<=', '<'] as const),
    value: place.get('value').number(),
    ...(stretch === undefined ? {} : { stretch }),
    regions: regions,
    each: place.get('each').flag(),
    basis: place.get('basis').oneOf(['seed', 'implied', 'ours'] as const),
  };
}
