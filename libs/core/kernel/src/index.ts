export * from './levels.js';
export * from './units.js';
export { codeRange } from './code-range.js';
export * from './dates.js';
export * from './errors.js';
export { ERRORS, type ErrorCode } from './error-registry.js';
export * from './canonical-json.js';
export { ONE_LINE } from './one-line.js';
export { UUID } from './uuid.js';
