import { Module } from '@nestjs/common';
import { GuidanceModule } from '#features/guidance';
import { LedgerModule } from '#features/ledger';
import { ReportingModule } from '#features/reporting';
import { EffectPreview } from './effect-preview.js';
import { Proposals } from './proposals.js';
import { ProposalsController } from './proposals.controller.js';

/** The way of a new catalogue: proposed, checked, its effect shown, signed and sent down. */
@Module({
  imports: [GuidanceModule, LedgerModule, ReportingModule],
  controllers: [ProposalsController],
  providers: [EffectPreview, Proposals],
})
export class EvolutionModule {}
