export { sealTrail, type SignedTrailEntry, type TrailEntry } from './trail-entry.js';
export { trailGenesis, type TrailHead, type TrailPlace } from './trail-head.js';
export {
  TrailVerification,
  type StoredTrailHead,
  type TrailFault,
  type TrailRule,
} from './trail-verification.js';
