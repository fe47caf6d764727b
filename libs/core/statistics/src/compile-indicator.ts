import type { Indicator, RecordType, TermDefinition } from '#core/catalogue';
import type { CompiledIndicator, CompiledTerm } from './compiled-indicator.js';
import { whyUnitsUndecided } from './conditions.js';
import { compileRecordTerm } from './record-term.js';
import { UNSUPPORTED, unsupported } from './unsupported.js';
import { compileVirtualTerm } from './virtual-term.js';

type RecordTypes = ReadonlyMap<string, RecordType>;

export function compileIndicator(definition: Indicator, types: RecordTypes): CompiledIndicator {
  const { scope, dims } = definition;
  const terms = new Map<string, CompiledTerm>();
  for (const [name, term] of definition.terms) terms.set(name, compileTerm(term, dims, types));
  const unsupportedReason = whyUnitsUndecided(scope) ?? firstReason([...terms.values()]);
  return Object.freeze<CompiledIndicator>({
    definition,
    scope,
    terms,
    supported: unsupportedReason === undefined,
    ...(unsupportedReason && { unsupportedReason }),
  });
}

function compileTerm(definition: TermDefinition, dims: readonly string[], types: RecordTypes): CompiledTerm {
  switch (definition.source) {
    case 'records':
      return compileRecordTerm(definition, typeNamed(definition.from, types), dims);
    case 'virtual':
      return compileVirtualTerm(definition);
    case 'measure':
      return unsupported(definition, UNSUPPORTED.measure);
  }
}

function typeNamed(code: string, types: RecordTypes): RecordType {
  const type = types.get(code);
  if (!type) throw new TypeError(`a loaded catalogue has every type that it names, but not “${code}”`);
  return type;
}

function firstReason(terms: readonly CompiledTerm[]) {
  return terms.map((term) => (term.kind === 'unsupported' ? term.reason : undefined)).find(Boolean);
}
