export { BATCH_MAX } from './records.dto.js';
export { BilingualDto } from './records.responses.js';
export { RecordPages, type PagesQuery } from './read/record-pages.js';
export type { RecordView } from './read/record-view.js';
export { LogWriter, sealAgain } from './write/log-writer.js';
export type { TrialOutcome, WriteOperation, WriteOutcome } from './write/operation.js';
export { RecordMatcher, type Matched, type SheetRecord } from './write/record-matcher.js';
export { RecordWriter } from './write/record-writer.js';
export { RecordsModule } from './records.module.js';
