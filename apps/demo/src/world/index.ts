export { Book, RECORDS_KEPT_MAX, type BookedRecord } from './book.js';
export { allUnits, chooseUnits, type ChosenUnits } from './chosen-units.js';
export { CORRECTABLE_TYPES, corrected } from './corrections.js';
export { planRecords, type PlannedRecord } from './record-plan.js';
export { RecordSource, type NewRecord } from './record-source.js';
export { CITY, readTree } from './tree.js';
