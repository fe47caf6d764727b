import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { ObligationsModule } from '#features/obligations';
import { UnitsModule } from '#features/units';
import { CompletenessController } from './completeness/completeness.controller.js';
import { Completeness } from './completeness/completeness.js';

/** Reporting periods: what is owed and there, and what was reported when a period was closed. */
@Module({
  imports: [GuidanceModule, LedgerModule, ObligationsModule, UnitsModule],
  controllers: [CompletenessController],
  providers: [Completeness],
})
export class PeriodsModule {}
