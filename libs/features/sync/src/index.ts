export { SyncModule } from './sync.module.js';
export * from './bundle/index.js';
