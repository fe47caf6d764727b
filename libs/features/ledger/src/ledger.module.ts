import { Module } from '@nestjs/common';
import { UnitsModule } from '#features/units';
import { ChainAudit } from './chain-audit.service.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { Ledger } from './ledger.service.js';
import { Recount } from './recount.service.js';

@Module({
  imports: [UnitsModule],
  providers: [CurrentCatalogue, Ledger, Recount, ChainAudit],
  exports: [CurrentCatalogue, Ledger, Recount, ChainAudit],
})
export class LedgerModule {}
