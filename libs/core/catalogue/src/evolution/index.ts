export { askedTwice, burdenOf, type AskedTwice, type Burden } from './burden.js';
export type { Change, Difference } from './difference.js';
export { compareCatalogues } from './differences.js';
export { effectsOn, type IndicatorEffect } from './effects.js';
export { forbiddenChanges, type ForbiddenChange } from './forbidden.js';
