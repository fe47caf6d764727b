export type { Span } from './days.js';
export type { SyntheticRequest, SyntheticUnit } from './draft.js';
export { generateRecord, typesFor, type SyntheticRecord } from './generate-record.js';
export { createRandom, type Random } from './random.js';
export { createRefPool, type GrowingRefPool, type RefPool } from './ref-pool.js';
export { MARKED_FIELDS, SYNTHETIC_MARK } from './synthetic-mark.js';
