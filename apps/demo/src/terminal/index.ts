export { bar } from './bar.js';
export { Console } from './console.js';
export type { Paint } from './paint.js';
export { Progress } from './progress.js';
export { cut, padEnd, padStart } from './text-width.js';
