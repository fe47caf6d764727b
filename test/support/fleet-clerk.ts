export { AFTER_EARLY, AFTER_LATE, Clerk } from '../../apps/drill/src/clerk/index.js';
