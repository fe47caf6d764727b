export { ReportingModule } from './reporting.module.js';
export { IndicatorReading } from './indicator-reading.js';
export { Borders } from './borders.js';
