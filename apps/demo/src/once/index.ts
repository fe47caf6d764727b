export { runOnce, type OnceResult } from './run-once.js';
