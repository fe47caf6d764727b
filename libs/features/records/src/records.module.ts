import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { NodesModule } from '#features/nodes';
import { ObligationsModule } from '#features/obligations';
import { QualityModule } from '#features/quality';
import { UnitsModule } from '#features/units';
import { ProgressReader } from './read/progress-reader.js';
import { RecordPages } from './read/record-pages.js';
import { RecordReader } from './read/record-reader.js';
import { RecordsController } from './records.controller.js';
import { Drafter } from './write/drafter.js';
import { RecordMatcher } from './write/record-matcher.js';
import { RecordWriter } from './write/record-writer.js';

@Module({
  imports: [GuidanceModule, LedgerModule, NodesModule, ObligationsModule, QualityModule, UnitsModule],
  controllers: [RecordsController],
  providers: [RecordWriter, RecordMatcher, RecordReader, RecordPages, ProgressReader, Drafter],
  exports: [RecordWriter, RecordMatcher, RecordPages],
})
export class RecordsModule {}
