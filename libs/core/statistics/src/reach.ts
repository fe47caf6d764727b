import { levelRank, type Level } from '#core/kernel';
import type { CompiledIndicator, CompiledTerm } from './compiled-indicator.js';

/** The level furthest down the tree; `city` where none is given. */
export function lowestLevel(levels: readonly Level[]): Level {
  return levels.reduce((lowest, level) => (levelRank(level) > levelRank(lowest) ? level : lowest), 'city');
}

/** The highest level at which an indicator can be computed from records: that of the term that reaches least. */
export function reachOf({ terms }: Pick<CompiledIndicator, 'terms'>): Level {
  return lowestLevel([...terms.values()].map(reachOfTerm));
}

/** The highest level at which a term can be computed from records. */
export function reachOfTerm(compiled: CompiledTerm): Level {
  switch (compiled.kind) {
    case 'cells':
      return compiled.term.reach;
    case 'tally':
      return reachOf(compiled.measure);
    case 'unsupported':
      return compiled.definition.source === 'records' ? compiled.definition.reach : 'city';
    default:
      return 'city';
  }
}
