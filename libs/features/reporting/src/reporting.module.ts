import { Module } from '@nestjs/common';
import { LedgerModule } from '#features/ledger';
import { UnitsModule } from '#features/units';
import { IndicatorReading } from './indicator-reading.js';
import { IndicatorsController } from './indicators.controller.js';

@Module({
  imports: [LedgerModule, UnitsModule],
  controllers: [IndicatorsController],
  providers: [IndicatorReading],
  exports: [IndicatorReading],
})
export class ReportingModule {}
