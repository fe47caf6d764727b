import type { Catalogue } from '#core/catalogue';
import { LEVELS, mayReach, type Level } from '#core/kernel';
import { compileIndicator, compileMeasure } from './compile-indicator.js';
import type { CompiledIndicator, CompiledMeasure, CompiledTerm } from './compiled-indicator.js';
import type { Term } from './term.js';

/** A catalogue made ready for counting records and reading indicators. */
export interface Statistics {
  /** Every term that is kept in cells, by its key. */
  readonly terms: ReadonlyMap<string, Term>;
  readonly indicators: ReadonlyMap<string, CompiledIndicator>;
  readonly measures: ReadonlyMap<string, CompiledMeasure>;
  /** The terms over records of this type that a node at this level sees everything of. */
  termsOf(type: string, level: Level): readonly Term[];
}

const NONE: readonly Term[] = Object.freeze([]);

export function compileStatistics(catalogue: Catalogue): Statistics {
  const measures = new Map<string, CompiledMeasure>();
  const indicators = new Map<string, CompiledIndicator>();
  for (const [code, definition] of catalogue.measures)
    measures.set(code, compileMeasure(definition, catalogue));
  for (const [code, definition] of catalogue.indicators)
    indicators.set(code, compileIndicator(definition, catalogue, measures));
  const terms = new Map<string, Term>();
  for (const { terms: compiled } of [...measures.values(), ...indicators.values()]) {
    for (const term of compiled.values()) for (const kept of cellsOf(term)) terms.set(kept.key, kept);
  }
  const byLevel = new Map(LEVELS.map((level) => [level, termsByType([...terms.values()], level)]));
  return Object.freeze<Statistics>({
    terms,
    indicators,
    measures,
    termsOf: (type, level) => byLevel.get(level)?.get(type) ?? NONE,
  });
}

function cellsOf(compiled: CompiledTerm): readonly Term[] {
  return compiled.kind === 'cells' ? [compiled.term] : NONE;
}

function termsByType(terms: readonly Term[], level: Level): ReadonlyMap<string, readonly Term[]> {
  const byType = new Map<string, Term[]>();
  for (const term of terms) {
    if (!mayReach(term.reach, level)) continue;
    const ofType = byType.get(term.type);
    if (ofType) ofType.push(term);
    else byType.set(term.type, [term]);
  }
  return byType;
}
