export { cpuSecondsOf, cpuSecondsOfMachine, cpuSecondsWithChildren } from './cpu-seconds.js';
export { machineFacts, type MachineFacts } from './machine-facts.js';
export { percentile } from './percentile.js';
export { saveResult } from './results.js';
export { readScenarioOptions, type ScenarioOptions } from './scenario-options.js';
