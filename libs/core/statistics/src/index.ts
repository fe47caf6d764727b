export { amountReader, scaleOf, type AmountReader } from './amount.js';
export { CellDeltas } from './cell-deltas.js';
export type {
  CellsTerm,
  CompiledIndicator,
  CompiledMeasure,
  CompiledTerm,
  PlainTerm,
  ReportsTerm,
  TallyTerm,
  UnitsTerm,
  UploadsTerm,
} from './compiled-indicator.js';
export { contributions } from './contributions.js';
export type { Params, TermValues } from './evaluate-expression.js';
export { evaluateIndicator } from './evaluate-indicator.js';
export { measureOutcome, MeasureTally, type Tally } from './measure-tally.js';
export { paramValue, type ParamPlace } from './param-rows.js';
export { add, fromScaled, toNumber, type Rational } from './rational.js';
export { reachOf, reachOfTerm } from './reach.js';
export type { CountedRecord } from './record.js';
export { compileStatistics, type Statistics } from './statistics.js';
export { progressOf, type Progress } from './target-progress.js';
export type { Contribution, Merge, Term } from './term.js';
export { matchesScope, type UnitAttributes } from './unit-scope.js';
export { planStart, windowDays, type Asked, type TermWindow, type WindowDays } from './window.js';
export * from './partials/index.js';
