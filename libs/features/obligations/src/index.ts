export { ObligationsModule } from './obligations.module.js';
export { EntryRules, type IntendedEntry } from './entry-rules.js';
export { paramPlace } from './param-place.js';
export { Places } from './places.js';
export { ReportStatus, type Obligation, type StatusCount, type StatusQuestion } from './report-status.js';
