import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { ObligationsModule } from '#features/obligations';
import { UnitsModule } from '#features/units';
import { Asking } from './api/asked.js';
import { BoardController } from './api/board.controller.js';
import { IndicatorsController } from './api/indicators.controller.js';
import { Board } from './board/board.service.js';
import { KeptReadings } from './kept/kept-readings.js';
import { IndicatorReading } from './reading/indicator-reading.js';

@Module({
  imports: [GuidanceModule, LedgerModule, ObligationsModule, UnitsModule],
  controllers: [BoardController, IndicatorsController],
  providers: [Asking, Board, IndicatorReading, KeptReadings],
  exports: [Asking, Board, IndicatorReading],
})
export class ReportingModule {}
