export { healed } from './healed.js';
export { headsOf, settled, type Examined, type StoredHead } from './heads.js';
export { prove, type Proof } from './prove.js';
