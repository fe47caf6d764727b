import { Module } from '@nestjs/common';
import { LedgerModule } from '#features/ledger';
import { RecordsModule } from '#features/records';
import { ReportingModule } from '#features/reporting';
import { UnitsModule } from '#features/units';
import { ExportsController } from './exports/exports.controller.js';
import { IndicatorSheet } from './exports/indicator-sheet.js';
import { RecordSheet } from './exports/record-sheet.js';
import { ImportRunner } from './imports/import-runner.js';
import { ImportsController } from './imports/imports.controller.js';
import { Imports } from './imports/imports.service.js';
import { SheetIntake } from './imports/intake.js';
import { ResultSheet } from './imports/result-sheet.js';
import { RowJudge } from './imports/row-judge.js';
import { Spool } from './imports/spool.js';

/** Sheets in and out: what clerks have in their spreadsheets becomes records, and the other way round. */
@Module({
  imports: [LedgerModule, RecordsModule, ReportingModule, UnitsModule],
  controllers: [ImportsController, ExportsController],
  providers: [Imports, ImportRunner, SheetIntake, Spool, RowJudge, ResultSheet, RecordSheet, IndicatorSheet],
})
export class ExchangeModule {}
