export * from './directive.js';
export * from './down-log.js';
export * from './down-run.js';
