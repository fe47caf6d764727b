export { SyncModule } from './sync.module.js';
export { Adoption } from './handover/adoption.js';
export * from './bundle/index.js';
