export { AuditTrailModule } from './audit-trail.module.js';
export { auditTrail, type AuditedTrail } from './trail-audit.js';
