export { EntryWarnings } from './entry-warnings.js';
export { LikenessIndex } from './likeness/likeness-index.js';
export type { Subject } from './judging/subject.js';
export { QualityModule } from './quality.module.js';
