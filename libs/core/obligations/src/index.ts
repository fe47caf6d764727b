export { COMPLETION } from './completion.js';
export { deadlineParams, deadlinesOf, type Deadlines } from './deadlines.js';
export { isOwedBy, owedTypes, type OwedType } from './owed-types.js';
export { periodEndingOn, periodName, periodOfKind, periodsEnding } from './periods.js';
export {
  addState,
  emptyTally,
  judge,
  type Evidence,
  type ObligationState,
  type Stage,
  type Tally,
} from './state.js';
export { nextStep } from './words.js';
