export { SyncModule } from './sync.module.js';
export { TailRecovery } from './recovery/tail-recovery.js';
export { Adoption } from './handover/adoption.js';
export * from './bundle/index.js';
