export {
  readConfig,
  ConfigError,
  type NodeConfig,
  type ProviderConfig,
  type NodeRole,
} from './node-config.js';
export { LEVEL_PROFILES, type LevelProfile } from './level-profile.js';
export { tokenDigest, type ApiToken } from './api-tokens.js';
export { ConfigModule } from './config.module.js';
export { NODE_CONFIG } from './node-config.token.js';
export { Clock } from './clock.js';
export type { TimeWindow } from './time-windows.js';
export { productFile } from './product-files.js';
export { PRODUCT_VERSION } from './version.js';
export { certificateFileOf, DATA_DIR, nodeFiles, writePairedParent } from './paired-parent.js';
