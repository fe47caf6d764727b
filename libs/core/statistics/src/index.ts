export { CellDeltas } from './cell-deltas.js';
export type {
  CellsTerm,
  CompiledIndicator,
  CompiledTerm,
  UnitsTerm,
  UnsupportedTerm,
} from './compiled-indicator.js';
export { contributions } from './contributions.js';
export { evaluateIndicator, type Params, type TermValue, type TermValues } from './evaluate-indicator.js';
export { reachOf } from './reach.js';
export type { CountedRecord } from './record.js';
export { compileStatistics, type Statistics } from './statistics.js';
export type { Contribution, Term } from './term.js';
export { matchesScope, type UnitAttributes } from './unit-scope.js';
export { planStart, windowDays, type Asked, type TermWindow, type WindowDays } from './window.js';
