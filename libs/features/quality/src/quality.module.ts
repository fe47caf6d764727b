import { Module } from '@nestjs/common';
import { LedgerModule } from '#features/ledger';
import { UnitsModule } from '#features/units';
import { Acknowledgements } from './api/acknowledgements.js';
import { WarningsController } from './api/warnings.controller.js';
import { Warnings } from './api/warnings.js';
import { EntryWarnings } from './entry-warnings.js';
import { Duplicates } from './judging/duplicates.js';
import { Jumps } from './judging/jumps.js';
import { Outliers } from './judging/outliers.js';
import { QualityJudge } from './judging/quality-judge.js';
import { LikenessIndex } from './likeness/likeness-index.js';
import { Marks } from './likeness/marks.js';

/** What is worth a second look: warnings that stand in nobody's way. */
@Module({
  imports: [LedgerModule, UnitsModule],
  controllers: [WarningsController],
  providers: [
    QualityJudge,
    Jumps,
    Outliers,
    Duplicates,
    Marks,
    LikenessIndex,
    EntryWarnings,
    Warnings,
    Acknowledgements,
  ],
  exports: [EntryWarnings, LikenessIndex],
})
export class QualityModule {}
