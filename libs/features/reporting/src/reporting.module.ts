import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { ObligationsModule } from '#features/obligations';
import { RecordsModule } from '#features/records';
import { UnitsModule } from '#features/units';
import { Asking } from './api/asked.js';
import { BehindController } from './api/behind.controller.js';
import { BoardController } from './api/board.controller.js';
import { IndicatorsController } from './api/indicators.controller.js';
import { RecordsBehind } from './behind/records-behind.service.js';
import { UnitsBehind } from './behind/units-behind.service.js';
import { BoardWarming } from './board/board-warming.js';
import { Board } from './board/board.service.js';
import { KeptReadings } from './kept/kept-readings.js';
import { IndicatorReading } from './reading/indicator-reading.js';

@Module({
  imports: [GuidanceModule, LedgerModule, ObligationsModule, RecordsModule, UnitsModule],
  controllers: [BehindController, BoardController, IndicatorsController],
  providers: [Asking, Board, BoardWarming, IndicatorReading, KeptReadings, RecordsBehind, UnitsBehind],
  exports: [Asking, Board, IndicatorReading],
})
export class ReportingModule {}
