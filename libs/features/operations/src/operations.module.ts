import { Module } from '@nestjs/common';
import { LedgerModule } from '#features/ledger';
import { UnitsModule } from '#features/units';
import { HealthController } from './health.controller.js';
import { OperationsController } from './operations.controller.js';
import { Status } from './status.service.js';

@Module({
  imports: [LedgerModule, UnitsModule],
  controllers: [OperationsController, HealthController],
  providers: [Status],
})
export class OperationsModule {}
