import { Module } from '@nestjs/common';
import { UnitsModule } from '#features/units';
import { TrailSearch } from './trail-search.js';
import { TrailController } from './trail.controller.js';

/** The audit trail as auditors read it. It is written by `platform/audit`. */
@Module({
  imports: [UnitsModule],
  controllers: [TrailController],
  providers: [TrailSearch],
})
export class AuditTrailModule {}
