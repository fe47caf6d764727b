export { askedTwice, burdenOf, type AskedTwice, type Burden } from './burden.js';
export { compareCatalogues, type Change, type Difference } from './differences.js';
export { effectsOn, type IndicatorEffect } from './effects.js';
export { forbiddenChanges, type ForbiddenChange } from './forbidden.js';
