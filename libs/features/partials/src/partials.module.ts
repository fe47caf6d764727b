import { Module } from '@nestjs/common';
import { LedgerModule } from '#features/ledger';
import { NodesModule } from '#features/nodes';
import { ReportingModule } from '#features/reporting';
import { UnitsModule } from '#features/units';
import { PartialsComputing } from './partials-computing.js';
import { PartialsController } from './partials.controller.js';
import { PartialsReceiver } from './partials-receiver.js';
import { PartialsSender } from './partials-sender.js';
import { SeriesAbove } from './series-above.js';

/** Figures rise where records must not. */
@Module({
  imports: [LedgerModule, NodesModule, ReportingModule, UnitsModule],
  controllers: [PartialsController],
  providers: [PartialsComputing, PartialsReceiver, PartialsSender, SeriesAbove],
})
export class PartialsModule {}
