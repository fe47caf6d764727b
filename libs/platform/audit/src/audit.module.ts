import { Global, Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuditInterceptor } from './audit.interceptor.js';
import { AuditTrail } from './audit-trail.js';
import { AuditedCheck } from './audited-check.js';
import { Refusals } from './refusals.js';

/** What people do at this node is written down, whichever feature does it. */
@Global()
@Module({
  providers: [AuditTrail, Refusals, AuditedCheck, { provide: APP_INTERCEPTOR, useClass: AuditInterceptor }],
  exports: [AuditTrail, Refusals],
})
export class AuditModule {}
