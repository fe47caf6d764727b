export type { Sql } from './database.js';
export { migrateDatabase } from './migrate.js';
export { QuietClient } from './quiet-client.js';
export { StorageModule, Database, openDatabase } from './storage.module.js';
export type { DirectiveState } from './entities/directive.entity.js';
export type { ImportState } from './entities/sheet-import.entity.js';
export type { RecordStatus } from './entities/record.entity.js';
export { Collision, isCollision } from './stores/collision.js';
export * from './stores/origin.store.js';
export * from './stores/log.store.js';
export * from './stores/record.store.js';
export * from './stores/quarantine.store.js';
export * from './stores/receipt.store.js';
export * from './stores/progress.store.js';
export * from './stores/down-log.store.js';
export * from './stores/directive.store.js';
export * from './stores/blob.store.js';
export * from './stores/arrival.store.js';
export * from './stores/cell.store.js';
export * from './stores/upload.store.js';
export {
  cellsChangedSince,
  CHANGES_KEPT_MINUTES,
  readMoment,
  recordsOf,
  type CellChanges,
  type ReadMoment,
} from './stores/cell-change.store.js';
export * from './stores/cell-sum.store.js';
export * from './stores/change.store.js';
export * from './stores/closing.store.js';
export * from './stores/comparison.store.js';
export * from './stores/likeness.store.js';
export * from './stores/acknowledgement.store.js';
export * from './stores/link.store.js';
export * from './stores/certificate.store.js';
export * from './stores/head.store.js';
export * from './stores/own-log.store.js';
export * from './stores/hand-over.store.js';
export * from './stores/fork.store.js';
export * from './stores/audit.store.js';
export * from './stores/damage.store.js';
export * from './stores/mended.store.js';
export * from './stores/node.store.js';
export * from './stores/link-token.store.js';
export * from './stores/pairing.store.js';
export * from './stores/revocation.store.js';
export * from './stores/own-trust.store.js';
export * from './stores/unit.store.js';
export * from './stores/reorganisation.store.js';
export * from './stores/affected.store.js';
export * from './stores/catalogue.store.js';
export * from './stores/sheet-import.store.js';
export * from './embedded/index.js';
