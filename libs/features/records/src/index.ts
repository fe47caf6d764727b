export { LogWriter, sealAgain } from './write/log-writer.js';
export { RecordsModule } from './records.module.js';
