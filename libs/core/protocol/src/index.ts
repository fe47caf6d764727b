/** The log and its way up, as SPEC.md beside `src` defines them; the specs carry the ids of its invariants. */
export * from './limits.js';
export { digest, isDigest } from './digest.js';
export * from './entry.js';
export * from './chain.js';
export * from './keys.js';
export * from './checkpoint.js';
export * from './receipt.js';
export * from './certificate.js';
export * from './frame.js';
export * from './answer.js';
export * from './continuity.js';
export * from './states.js';
