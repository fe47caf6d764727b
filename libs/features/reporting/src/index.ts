export { ReportingModule } from './reporting.module.js';
export { IndicatorReading } from './reading/indicator-reading.js';
export { Borders } from './reading/borders.js';
