export { ObligationsModule } from './obligations.module.js';
export { EntryRules, type IntendedEntry } from './entry-rules.js';
export { ReportStatus, type Obligation, type StatusCount, type StatusQuestion } from './report-status.js';
