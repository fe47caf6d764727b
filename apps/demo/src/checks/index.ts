export { lookAtAll, waitUntilCounted, type NodeLook } from './arrival.js';
export { compareFigures, type Comparison } from './compare-figures.js';
export { examineAll, type Examination, type TierReport } from './tiers.js';
