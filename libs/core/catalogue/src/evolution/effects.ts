import type { Bilingual } from '#core/kernel';
import type { Expression } from '../language/expression.js';
import { partsOf as partsOfExpression } from '../language/expression.js';
import { fieldsOf } from '../loading/load-terms.js';
import type { Catalogue, RecordType } from '../model.js';
import type { Indicator, Measure, RecordTerm, SourceTerm, TermDefinition } from '../statistics-model.js';
import { plainText } from './parts.js';

export interface IndicatorEffect {
  readonly indicator: string;
  readonly label: Bilingual;
  /** `may change`: something that its value is made of is another; `same`: nothing is. */
  readonly effect: 'added' | 'removed' | 'may change' | 'same';
  /** Paths of the parts by which it may change. */
  readonly because: readonly string[];
}

/** Which indicators' values can be other ones with the new catalogue, on the same records. */
export function effectsOn(before: Catalogue, after: Catalogue): readonly IndicatorEffect[] {
  const codes = new Set([...before.indicators.keys(), ...after.indicators.keys()]);
  return [...codes].map((indicator): IndicatorEffect => {
    const [was, is] = [before.indicators.get(indicator), after.indicators.get(indicator)];
    const { zh, en } = (is ?? was) as Indicator;
    const about = { indicator, label: { zh, en }, because: [] };
    if (!was) return { ...about, effect: 'added' };
    if (!is) return { ...about, effect: 'removed' };
    const [then, now] = [footprint(was, before), footprint(is, after)];
    const because = [...new Set([...then.keys(), ...now.keys()])].filter(
      (path) => then.get(path) !== now.get(path),
    );
    return { ...about, effect: because.length > 0 ? 'may change' : 'same', because: because.sort() };
  });
}

/** Everything that an indicator's value is made of beside the records, by path. */
function footprint(indicator: Indicator, catalogue: Catalogue): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const { code, scope, terms, value, dims } = indicator;
  found.set(`indicators/${code}`, plainText({ scope, terms, value, dims }));
  addDefinition(found, indicator, catalogue, dims);
  return found;
}

function addDefinition(
  found: Map<string, string>,
  { terms, value }: { readonly terms: ReadonlyMap<string, TermDefinition>; readonly value: Expression },
  catalogue: Catalogue,
  dims: readonly string[],
): void {
  for (const code of paramsIn(value)) addParam(found, code, catalogue);
  for (const term of terms.values()) {
    if (term.source === 'measure') addMeasure(found, catalogue.measures.get(term.measure), catalogue);
    else addTerm(found, term, catalogue, dims);
  }
}

function addMeasure(found: Map<string, string>, measure: Measure | undefined, catalogue: Catalogue): void {
  if (!measure) return;
  const { code, zh: _zh, en: _en, ...definition } = measure;
  found.set(`measures/${code}`, plainText(definition));
  addDefinition(found, measure, catalogue, []);
}

function addTerm(
  found: Map<string, string>,
  term: SourceTerm,
  catalogue: Catalogue,
  dims: readonly string[],
): void {
  if (term.window === 'plan') addParam(found, 'plan.start', catalogue);
  for (const predicate of term.where)
    if (predicate.test === 'compare' && predicate.operand.is === 'param')
      addParam(found, predicate.operand.code, catalogue);
  if (term.source === 'virtual') return addVirtual(found, term.from, catalogue);
  const type = catalogue.types.get(term.from);
  if (type) addType(found, term, type, dims);
}

function addType(
  found: Map<string, string>,
  term: RecordTerm,
  type: RecordType,
  dims: readonly string[],
): void {
  const { code, lifecycle, period, time, naturalKey } = type;
  const key = term.aggregate === 'last' ? [...naturalKey].sort() : [];
  found.set(`types/${code}`, plainText({ lifecycle, period, time, key }));
  const read = [term.field, term.at, time.from, time.to, time.at, ...dims, ...key, ...fieldsOf(term.where)];
  for (const name of new Set(read)) {
    const field = type.fieldsByName.get(name ?? '');
    if (!field) continue;
    const { type: kind, travel, time: stock } = field;
    found.set(`types/${code}/fields/${name}`, plainText({ kind, travel, stock }));
  }
}

/** Reports are owed by what their types say, until when by parameters. */
function addVirtual(found: Map<string, string>, from: string, catalogue: Catalogue): void {
  if (from !== 'report-status') return;
  for (const { code, lifecycle, period, enteredAt, naturalKey } of catalogue.types.values())
    if (lifecycle === 'report')
      found.set(
        `types/${code}`,
        plainText({ period, enteredAt: [...enteredAt].sort(), key: [...naturalKey].sort() }),
      );
  for (const { code } of catalogue.params) if (code.startsWith('report.')) addParam(found, code, catalogue);
}

function addParam(found: Map<string, string>, code: string, { params }: Catalogue): void {
  const rows = params
    .filter((row) => row.code === code)
    .map(({ value, from, where }) => plainText({ value, from, where }));
  found.set(`params/${code}`, rows.sort().join('\n'));
}

function paramsIn(expression: Expression): readonly string[] {
  const own = expression.is === 'param' ? [expression.code] : [];
  return [...own, ...partsOfExpression(expression).flatMap(paramsIn)];
}
