import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { UnitsModule } from '#features/units';
import { EntryRules } from './entry-rules.js';
import { ReportStatus } from './report-status.js';

/** Which reports are owed, what has become of them, and what entry refuses because of it. */
@Module({
  imports: [GuidanceModule, LedgerModule, UnitsModule],
  providers: [ReportStatus, EntryRules],
  exports: [ReportStatus, EntryRules],
})
export class ObligationsModule {}
