export { breakThings } from './break-things.js';
export type { PlannedFault } from './fault-plan.js';
export { flipBit, truncate } from './link-faults.js';
