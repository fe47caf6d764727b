export { carryOut, planChanges, type Change } from './change-records.js';
export { enterRecords } from './enter-records.js';
export { answerTo, mistakesAt, type AnsweredMistake, type Mistake } from './mistakes.js';
