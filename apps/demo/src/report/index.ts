export { runReport, type ReportRow } from './run-report.js';
