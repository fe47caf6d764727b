export { abortOnSignals, Interrupted, untilAborted } from './interruption.js';
export { Stage, type StageOptions } from './stage.js';
