import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { AskedTwice, Burden, Difference, IndicatorEffect } from '#core/catalogue';
import type { PeriodKind } from '#core/kernel';
import type { ComparedIndicator } from './effect-preview.js';

const REASON_CHARACTERS_MAX = 500;

const PERIODS = ['month', 'quarter', 'year'] as const;

export class StepReasonDto {
  @ApiPropertyOptional({
    maxLength: REASON_CHARACTERS_MAX,
    description: 'Why. Needed to sign a catalogue that asks what is asked already',
  })
  @IsOptional()
  @IsString()
  @MaxLength(REASON_CHARACTERS_MAX)
  @Matches(/^\P{Cc}*\S\P{Cc}*$/u, { message: 'reason must be a text of one line' })
  readonly reason?: string;
}

export class EffectQuery {
  @ApiPropertyOptional({ description: 'Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly unit?: string;

  @ApiPropertyOptional({ example: '2006-12-31', description: 'Default: today' })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly at?: string;

  @ApiPropertyOptional({ enum: PERIODS, default: 'year' })
  @IsOptional()
  @IsIn(PERIODS)
  readonly period: PeriodKind = 'year';
}

class BilingualDto {
  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

export class ListedProposalDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  version!: string;

  @ApiProperty({ description: 'SHA-256 of the document’s canonical JSON, base64url' })
  digest!: string;

  @ApiProperty({ description: 'The catalogue that was in force when it was proposed' })
  baseVersion!: string;

  @ApiProperty()
  baseDigest!: string;

  @ApiProperty({ enum: ['open', 'signed', 'withdrawn'] })
  state!: string;

  @ApiProperty({
    description: 'True where another catalogue is in force since: it cannot be signed any more',
  })
  stale!: boolean;

  @ApiProperty()
  proposedAt!: string;
}

class ProposalStepDto {
  @ApiProperty({ enum: ['proposed', 'signed', 'withdrawn'] })
  step!: string;

  @ApiProperty()
  at!: string;

  @ApiProperty({ description: 'Role and unit' })
  by!: string;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;
}

class ChangeDto {
  @ApiProperty()
  aspect!: string;

  @ApiProperty({ type: String, nullable: true })
  before!: string | null;

  @ApiProperty({ type: String, nullable: true })
  after!: string | null;
}

class DifferenceDto {
  @ApiProperty({ enum: ['added', 'removed', 'changed'] })
  what!: Difference['what'];

  @ApiProperty()
  part!: Difference['part'];

  @ApiProperty({ example: 'types/activity/fields/gardens' })
  path!: string;

  @ApiProperty({ type: [ChangeDto] })
  changes!: Difference['changes'];

  @ApiProperty({ type: BilingualDto })
  message!: BilingualDto;
}

class IndicatorEffectDto {
  @ApiProperty()
  indicator!: string;

  @ApiProperty({ type: BilingualDto })
  label!: BilingualDto;

  @ApiProperty({ enum: ['added', 'removed', 'may change', 'same'] })
  effect!: IndicatorEffect['effect'];

  @ApiProperty({ type: [String], description: 'Paths of the parts by which it may change' })
  because!: readonly string[];
}

class AskedAlreadyDto {
  @ApiProperty()
  type!: string;

  @ApiProperty()
  field!: string;

  @ApiProperty({ enum: ['label', 'code'] })
  because!: 'label' | 'code';
}

class AskedTwiceDto {
  @ApiProperty()
  type!: string;

  @ApiProperty()
  field!: string;

  @ApiProperty({ type: BilingualDto })
  label!: BilingualDto;

  @ApiProperty({ type: [AskedAlreadyDto] })
  already!: AskedTwice['already'];
}

class BurdenDto {
  @ApiProperty({ enum: ['city', 'district', 'street', 'community'] })
  level!: Burden['level'];

  @ApiProperty({ enum: ['month', 'quarter', 'year', 'occasion'] })
  rhythm!: Burden['rhythm'];

  @ApiProperty({ description: 'Answers that have to be given, in all forms of this level and rhythm' })
  before!: number;

  @ApiProperty()
  after!: number;
}

export class ProposalDetailDto extends ListedProposalDto {
  @ApiProperty({ type: [ProposalStepDto] })
  steps!: ProposalStepDto[];

  @ApiProperty({ type: [DifferenceDto] })
  differences!: readonly Difference[];

  @ApiProperty({ type: [IndicatorEffectDto] })
  indicators!: readonly IndicatorEffect[];

  @ApiProperty({ type: [AskedTwiceDto] })
  askedTwice!: readonly AskedTwice[];

  @ApiProperty({ type: [BurdenDto] })
  burden!: readonly Burden[];
}

class ComparedIndicatorDto extends IndicatorEffectDto {
  @ApiProperty({ type: Number, nullable: true })
  before!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  after!: number | null;

  @ApiProperty()
  equal!: boolean;

  @ApiProperty({ type: BilingualDto, nullable: true, description: 'Why there is no value after' })
  reason!: BilingualDto | null;
}

export class EffectDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  at!: string;

  @ApiProperty({ description: 'False where the preview had to stop: what it did not come to shows no value' })
  complete!: boolean;

  @ApiProperty({ description: 'Records that were read' })
  records!: number;

  @ApiProperty({ description: 'Records that are held back' })
  held!: number;

  @ApiProperty({ description: 'Those of them that would count' })
  released!: number;

  @ApiProperty({ type: BilingualDto })
  message!: BilingualDto;

  @ApiProperty({ type: [ComparedIndicatorDto] })
  indicators!: readonly ComparedIndicator[];
}
