export { SyncModule } from './sync.module.js';
export { UPLINK } from './uplink/uplink.service.js';
