import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { ReportingModule } from '#features/reporting';
import { UnitsModule } from '#features/units';
import { FigureComparison } from './figure-comparison.js';
import { ReorganisationPreview } from './reorganisation-preview.js';
import { ReorganisationsController } from './reorganisations.controller.js';

@Module({
  imports: [GuidanceModule, LedgerModule, ReportingModule, UnitsModule],
  controllers: [ReorganisationsController],
  providers: [ReorganisationPreview, FigureComparison],
})
export class ReorganisationModule {}
