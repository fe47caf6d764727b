export { AuditModule } from './audit.module.js';
export { AuditTrail } from './audit-trail.js';
export { Audited, AuditedLook, AuditedSearch, NotAudited } from './audited.js';
export type { Actor, AuditDetails, AuditNote } from './note.js';
export { Refusals } from './refusals.js';
export { noteShown, noteSubject } from './watch.js';
export { PURPOSE_HEADER, purposeOf } from './purpose.js';
