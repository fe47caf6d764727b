export { BundleFault, type BundleRule } from './bundle-fault.js';
export type { BundleHeader, BundleKind, BundleParty } from './bundle-header.js';
export { BundleWriter, type BundleRequest } from './bundle-writer.js';
export { openBundle, type BundleReceiver, type OpenBundle } from './bundle-reader.js';
