import { Module } from '@nestjs/common';
import { UnitsModule } from '#features/units';
import { ChainAudit } from './chain-audit.service.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { DeferredRecords } from './deferred-records.service.js';
import { Ledger } from './ledger.service.js';
import { NaturalKeys } from './natural-keys.service.js';
import { Recount } from './recount.service.js';

@Module({
  imports: [UnitsModule],
  providers: [CurrentCatalogue, Ledger, Recount, ChainAudit, DeferredRecords, NaturalKeys],
  exports: [CurrentCatalogue, Ledger, Recount, ChainAudit, NaturalKeys],
})
export class LedgerModule {}
