export { Fleet, type FleetOptions } from './fleet.js';
export {
  ApiError,
  NodeApi,
  type BatchResult,
  type NodeAudit,
  type NodeStatus,
  type RejectedRecord,
} from './node-api.js';
export { NODE_START_MS_MAX, NodeProcess, pause } from './node-process.js';
export { DEMO_UNITS, ONE_BRANCH, type PlannedNode } from './plan.js';
