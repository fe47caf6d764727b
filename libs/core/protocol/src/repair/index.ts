export { LogInspection, type Attests, type Correction, type StoredRow } from './log-inspection.js';
export { addSpan, firstOf, type DamageKind, type Span } from './span.js';
export { isFound, narrow, splitPoints, type ChainAt, type Narrowed } from './descent.js';
export { mergeEntry, readEntryText, sameLines, type MergedEntry } from './entry-merge.js';
