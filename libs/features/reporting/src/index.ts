export { ReportingModule } from './reporting.module.js';
export { IndicatorReading, type OtherCatalogue, type Reading } from './reading/indicator-reading.js';
export { Asking } from './api/asked.js';
export { Borders } from './reading/borders.js';
export { Board, type Certificate } from './board/board.service.js';
export { KeptReadings, type KeptView } from './kept/kept-readings.js';
export { differences } from './kept/span-shift.js';
export { UnitColumn } from './kept/unit-column.js';
export { unitsWithin } from './reading/unit-attributes.js';
