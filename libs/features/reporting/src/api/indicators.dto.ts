import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { PeriodKind } from '#core/kernel';
import { BORDERS, type BordersKind } from '../reading/borders.js';
import { BORDERS_USUAL, PERIOD_USUAL } from './asked.js';

const FLAGS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

/** What is asked of every figure. */
export class FigureQuery {
  @ApiPropertyOptional({ description: 'Unit whose figure is asked. Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  unit?: string;

  @ApiPropertyOptional({ description: 'As of the end of this day. Default: today', example: '2006-12-31' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'at must be YYYY-MM-DD' })
  at?: string;

  @ApiPropertyOptional({
    enum: ['month', 'quarter', 'year'],
    default: PERIOD_USUAL,
    description: 'What a flow is summed over',
  })
  @IsIn(['month', 'quarter', 'year'])
  period: PeriodKind = PERIOD_USUAL;

  @ApiPropertyOptional({
    enum: BORDERS,
    default: BORDERS_USUAL,
    description: 'reported: in the units of the day; today: as if today’s units had always been there',
  })
  @IsIn(BORDERS)
  borders: BordersKind = BORDERS_USUAL;
}

export class IndicatorQuery extends FigureQuery {
  @ApiPropertyOptional({
    default: false,
    description: 'Also break the figure down by the indicator’s dimensions',
  })
  @Transform(({ value }: { value: unknown }) => FLAGS.get(value) ?? value)
  @IsBoolean({ message: 'dims must be true or false' })
  dims: boolean = false;
}

export class FigureDto {
  @ApiProperty({ type: Number, nullable: true, description: 'null: not known, which is not zero' })
  value!: number | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  terms!: Readonly<Record<string, number | null>>;

  @ApiProperty({ description: 'Units of which a measure is not known' })
  unknown!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    description: 'Why there is no figure, in zh and en',
  })
  reason!: { zh: string; en: string } | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    description: 'What the figure may get wrong, as where persons may be counted twice, in zh and en',
  })
  caution!: { zh: string; en: string } | null;
}

export class ChildFigureDto extends FigureDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  name!: string;
}

export class DimsFigureDto extends FigureDto {
  @ApiProperty({ type: 'array', items: {}, description: 'In the order of the indicator’s dims' })
  dims!: readonly unknown[];
}

export class PlanTargetDto {
  @ApiProperty({ example: '2007-12-31' })
  due!: string;

  @ApiProperty({ enum: ['>=', '>', '<=', '<'] })
  op!: string;

  @ApiProperty()
  value!: number;

  @ApiPropertyOptional({ description: 'What is hoped for beyond the target' })
  stretch?: number;

  @ApiProperty({ type: [String] })
  regions!: readonly string[];

  @ApiProperty({ description: 'Whether each district has to meet it, or they meet it together' })
  each!: boolean;

  @ApiProperty({
    enum: ['seed', 'implied', 'ours', 'given'],
    description: 'Written in the plan, implied by it, ours, or given to the unit by one above',
  })
  basis!: string;
}

export class TargetStatusDto extends PlanTargetDto {
  @ApiPropertyOptional({ description: 'The unit that gave it' })
  issuer?: string;

  @ApiPropertyOptional({ description: 'How often it was changed' })
  revisions?: number;

  @ApiProperty({ type: Number, nullable: true, description: 'The figure that the target is measured by' })
  figure!: number | null;

  @ApiProperty({ type: Boolean, nullable: true })
  met!: boolean | null;

  @ApiProperty({ type: Number, nullable: true, description: 'What is missing, never below zero' })
  gap!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'To be gained each month until the day' })
  paceNeeded!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Gained each month over the last year' })
  paceNow!: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Where the present pace leads; null while not all units have reported',
  })
  projected!: number | null;

  @ApiProperty({ type: [String], description: 'Units that do not meet it by themselves' })
  failing!: readonly string[];
}

export class OldestDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  at!: Date;
}

export class CoverageDto {
  @ApiProperty({ description: 'Units that should have reported' })
  expected!: number;

  @ApiProperty({ description: 'Those of them of which something has come in' })
  reported!: number;

  @ApiProperty({ type: OldestDto, nullable: true, description: 'The unit that has been silent for longest' })
  oldest!: OldestDto | null;
}

/** What a person has to know of a figure before signing it. */
export class CertificateDto {
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, description: 'In zh and en' })
  formula!: { zh: string; en: string };

  @ApiProperty({ type: CoverageDto })
  coverage!: CoverageDto;

  @ApiProperty({ description: 'Entries of the types behind it that wait for a correction' })
  quarantined!: number;

  @ApiProperty({ type: [TargetStatusDto] })
  targets!: readonly TargetStatusDto[];
}

export class IndicatorSummaryDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;

  @ApiProperty()
  group!: string;

  @ApiProperty()
  measuredIn!: string;

  @ApiProperty({ enum: ['up', 'down', 'none'] })
  better!: string;

  @ApiProperty({ type: [String] })
  dims!: readonly string[];

  @ApiProperty({ description: 'False where this version does not compute it yet' })
  supported!: boolean;

  @ApiProperty({ type: [PlanTargetDto] })
  targets!: readonly PlanTargetDto[];
}

export class IndicatorDto extends IndicatorSummaryDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  unitName!: string;

  @ApiProperty()
  at!: string;

  @ApiProperty({ enum: ['month', 'quarter', 'year'] })
  period!: string;

  @ApiProperty({ enum: BORDERS })
  borders!: string;

  @ApiProperty({ description: 'Version of the catalogue that the figure was computed with' })
  catalogue!: string;

  @ApiProperty({ type: Number, nullable: true })
  value!: number | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  terms!: Readonly<Record<string, number | null>>;

  @ApiProperty({ description: 'Units of which a measure is not known' })
  unknown!: number;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  reason!: { zh: string; en: string } | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    description: 'What the figure may get wrong, as where persons may be counted twice, in zh and en',
  })
  caution!: { zh: string; en: string } | null;

  @ApiProperty({ type: CertificateDto })
  certificate!: CertificateDto;

  @ApiProperty({ type: [ChildFigureDto] })
  children!: readonly ChildFigureDto[];

  @ApiPropertyOptional({ type: [DimsFigureDto] })
  byDims?: readonly DimsFigureDto[];
}
