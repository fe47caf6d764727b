export { AFTER_EARLY, AFTER_LATE, Clerk, type SavedOperation } from './clerk.js';
export { work } from './work.js';
