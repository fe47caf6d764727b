import { Module } from '@nestjs/common';
import { UnitsModule } from '#features/units';
import { ChainAudit } from './chain-audit.service.js';
import { CurrentCatalogue } from './current-catalogue.js';
import { DeferredRecords } from './deferred-records.service.js';
import { Ledger } from './ledger.service.js';
import { NaturalKeys } from './natural-keys.service.js';
import { CountingBook } from './recount/counting-book.js';
import { PagedRecount } from './recount/paged-recount.js';
import { TrialCounting } from './recount/trial-count.js';
import { Recount } from './recount.service.js';

@Module({
  imports: [UnitsModule],
  providers: [
    ...[CurrentCatalogue, CountingBook, Ledger, PagedRecount, Recount, TrialCounting],
    ...[ChainAudit, DeferredRecords, NaturalKeys],
  ],
  exports: [CurrentCatalogue, CountingBook, Ledger, Recount, TrialCounting, ChainAudit, NaturalKeys],
})
export class LedgerModule {}
