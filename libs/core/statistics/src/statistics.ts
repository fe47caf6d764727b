import type { Catalogue } from '#core/catalogue';
import { LEVELS, mayReach, type Level } from '#core/kernel';
import { compileIndicator } from './compile-indicator.js';
import type { CompiledIndicator } from './compiled-indicator.js';
import type { Term } from './term.js';

/** A catalogue made ready for counting records and reading indicators. */
export interface Statistics {
  /** Every term that is kept in cells, by its key. */
  readonly terms: ReadonlyMap<string, Term>;
  readonly indicators: ReadonlyMap<string, CompiledIndicator>;
  /** The terms over records of this type that a node at this level sees everything of. */
  termsOf(type: string, level: Level): readonly Term[];
}

const NONE: readonly Term[] = Object.freeze([]);

export function compileStatistics(catalogue: Catalogue): Statistics {
  const indicators = new Map<string, CompiledIndicator>();
  const terms = new Map<string, Term>();
  for (const [code, definition] of catalogue.indicators) {
    const indicator = compileIndicator(definition, catalogue.types);
    indicators.set(code, indicator);
    for (const term of indicator.terms.values()) {
      if (term.kind === 'cells') terms.set(term.term.key, term.term);
    }
  }
  const byLevel = new Map(LEVELS.map((level) => [level, termsByType([...terms.values()], level)]));
  return Object.freeze<Statistics>({
    terms,
    indicators,
    termsOf: (type, level) => byLevel.get(level)?.get(type) ?? NONE,
  });
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
