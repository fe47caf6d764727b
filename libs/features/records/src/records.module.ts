import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { NodesModule } from '#features/nodes';
import { ObligationsModule } from '#features/obligations';
import { PersonsModule } from '#features/persons';
import { QualityModule } from '#features/quality';
import { UnitsModule } from '#features/units';
import { Erasures } from './erasure/erasures.js';
import { ErasuresController } from './erasure/erasures.controller.js';
import { PersonRecords } from './erasure/person-records.js';
import { ProgressReader } from './read/progress-reader.js';
import { RecordPages } from './read/record-pages.js';
import { RecordReader } from './read/record-reader.js';
import { RecordsController } from './records.controller.js';
import { Drafter } from './write/drafter.js';
import { PersonCompletion } from './write/person-completion.js';
import { RecordMatcher } from './write/record-matcher.js';
import { RecordWriter } from './write/record-writer.js';

@Module({
  imports: [
    GuidanceModule,
    LedgerModule,
    NodesModule,
    ObligationsModule,
    PersonsModule,
    QualityModule,
    UnitsModule,
  ],
  controllers: [RecordsController, ErasuresController],
  providers: [
    ...[RecordWriter, RecordMatcher, RecordReader, RecordPages, ProgressReader, Drafter],
    ...[PersonCompletion, PersonRecords, Erasures],
  ],
  exports: [RecordWriter, RecordMatcher, RecordPages],
})
export class RecordsModule {}
