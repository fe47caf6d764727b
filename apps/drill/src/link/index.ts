export { PARTITIONS, type Conditions } from './conditions.js';
export { bodyOf, isFrame, statusOf, withBody } from './http-message.js';
export { SLOW_LINE, type LineQuality } from './line.js';
export { Link } from './link.js';
export type { Caught } from './traps.js';
