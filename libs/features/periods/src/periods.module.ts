import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { ObligationsModule } from '#features/obligations';
import { ReportingModule } from '#features/reporting';
import { UnitsModule } from '#features/units';
import { ClosingReading } from './closings/closing-reading.js';
import { ClosingsController } from './closings/closings.controller.js';
import { Closings } from './closings/closings.js';
import { Revisions } from './closings/revisions.js';
import { CompletenessController } from './completeness/completeness.controller.js';
import { Completeness } from './completeness/completeness.js';

/** Reporting periods: what is owed and there, and what was reported when a period was closed. */
@Module({
  imports: [GuidanceModule, LedgerModule, ObligationsModule, ReportingModule, UnitsModule],
  controllers: [CompletenessController, ClosingsController],
  providers: [Completeness, ClosingReading, Closings, Revisions],
})
export class PeriodsModule {}
