import type { Catalogue, Indicator, Measure, MeasureTerm, RecordTerm, SourceTerm } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import type { CompiledIndicator, CompiledMeasure, CompiledTerm, PlainTerm } from './compiled-indicator.js';
import { whyUnitsUndecided } from './conditions.js';
import { compileRecordTerm } from './record-term.js';
import { unsupported } from './unsupported.js';
import { compileVirtualTerm } from './virtual-term.js';

export function compileIndicator(
  definition: Indicator,
  catalogue: Catalogue,
  measures: ReadonlyMap<string, CompiledMeasure>,
): CompiledIndicator {
  const { scope, dims } = definition;
  const terms = new Map<string, CompiledTerm>();
  for (const [name, term] of definition.terms) {
    const compiled =
      term.source === 'measure' ? compileTally(term, measures) : compilePlain(term, dims, catalogue);
    terms.set(name, compiled);
  }
  const unsupportedReason = whyUnitsUndecided(scope) ?? firstReason([...terms.values()]);
  return Object.freeze<CompiledIndicator>({
    definition,
    scope,
    terms,
    supported: unsupportedReason === undefined,
    ...(unsupportedReason && { unsupportedReason }),
  });
}

export function compileMeasure(definition: Measure, catalogue: Catalogue): CompiledMeasure {
  const terms = new Map<string, PlainTerm>();
  for (const [name, term] of definition.terms) terms.set(name, compilePlain(term, [], catalogue));
  return Object.freeze({ definition, terms });
}

/** A measure of which a part is not computed is not computed itself. */
function compileTally(definition: MeasureTerm, measures: ReadonlyMap<string, CompiledMeasure>): CompiledTerm {
  const measure = measures.get(definition.measure);
  if (!measure) throw new TypeError(`a loaded catalogue has every measure that it names`);
  const reason = whyUnitsUndecided(measure.definition.scope) ?? firstReason([...measure.terms.values()]);
  if (reason) return unsupported(definition, reason);
  return Object.freeze<CompiledTerm>({ kind: 'tally', measure, aggregate: definition.aggregate });
}

function compilePlain(definition: SourceTerm, dims: readonly string[], catalogue: Catalogue): PlainTerm {
  if (definition.source === 'virtual') return compileVirtualTerm(definition, dims);
  const type = typeNamed(definition, catalogue);
  return compileRecordTerm(definition, { type, indicatorDims: dims, params: catalogue.params });
}

function typeNamed({ from }: RecordTerm, { types }: Catalogue) {
  const type = types.get(from);
  if (!type) throw new TypeError(`a loaded catalogue has every type that it names, but not “${from}”`);
  return type;
}

function firstReason(terms: readonly CompiledTerm[]): Bilingual | undefined {
  return terms.map((term) => (term.kind === 'unsupported' ? term.reason : undefined)).find(Boolean);
}
