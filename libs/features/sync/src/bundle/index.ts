export { BUNDLE_BYTES_MAX, BundleExporter, type ByteSink } from './bundle-exporter.js';
export { BundleImporter, type BundleSource } from './bundle-importer.js';
export { exportLogs } from './plain-export.js';
