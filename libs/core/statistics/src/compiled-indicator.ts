import type { Indicator, TermDefinition, UnitPredicate, Window } from '#core/catalogue';
import type { Bilingual } from '#core/kernel';
import type { Term } from './term.js';

export interface CompiledIndicator {
  readonly definition: Indicator;
  /** Which units count; asked of each unit when a number is read. */
  readonly scope: readonly UnitPredicate[];
  readonly terms: ReadonlyMap<string, CompiledTerm>;
  /** False where a term or the scope is of a kind that is not computed. */
  readonly supported: boolean;
  readonly unsupportedReason?: Bilingual;
}

export type CompiledTerm = CellsTerm | UnitsTerm | UnsupportedTerm;

/** Read by summing cells over units and over the days that `windowDays` gives. */
export interface CellsTerm {
  readonly kind: 'cells';
  readonly term: Term;
  readonly window: Window;
  readonly shiftYears: number;
  /** Narrows the units further than the indicator's scope does. */
  readonly filter: readonly UnitPredicate[];
}

/** Read by counting the units that the scope and this filter leave. */
export interface UnitsTerm {
  readonly kind: 'units';
  readonly filter: readonly UnitPredicate[];
}

export interface UnsupportedTerm {
  readonly kind: 'unsupported';
  readonly definition: TermDefinition;
  readonly reason: Bilingual;
}
