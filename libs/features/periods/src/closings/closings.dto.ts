import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, IsUUID, Matches, Max, MaxLength, Min } from 'class-validator';
import { Type } from 'class-transformer';

/** Rows of one answer. */
const PAGE_MAX = 200;

const REASON_CHARACTERS_MAX = 500;

export class ClosePeriodDto {
  @ApiProperty({ example: '140502' })
  @IsString()
  @MaxLength(20)
  readonly unit!: string;

  @ApiProperty({ example: '2006-Q1', description: 'A year, a quarter or a month that is over' })
  @IsString()
  @MaxLength(10)
  readonly period!: string;

  @ApiPropertyOptional({ maxLength: REASON_CHARACTERS_MAX, description: 'Why it is closed again' })
  @IsOptional()
  @IsString()
  @MaxLength(REASON_CHARACTERS_MAX)
  @Matches(/^\P{Cc}*\S\P{Cc}*$/u, { message: 'reason must be a text of one line' })
  readonly reason?: string;
}

class PageQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: PAGE_MAX, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  readonly limit: number = 50;
}

export class ClosingsQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'This unit and those below it. Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly unit?: string;

  @ApiPropertyOptional({ example: '2006-Q1' })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  readonly period?: string;

  @ApiPropertyOptional({ format: 'uuid', description: '`next` of the page before' })
  @IsOptional()
  @IsUUID()
  readonly cursor?: string;
}

export class CausesQuery extends PageQuery {
  @ApiProperty({ description: 'Code of an indicator' })
  @IsString()
  @MaxLength(64)
  readonly indicator!: string;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly cursor?: string;
}

export class ClosingDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty()
  readonly unit!: string;

  @ApiProperty({ example: '2006-Q1' })
  readonly period!: string;

  @ApiProperty({ format: 'date' })
  readonly lastDay!: string;

  @ApiProperty({ description: '1 for the first closing of the period' })
  readonly revision!: number;

  @ApiProperty({ type: String, nullable: true })
  readonly reason!: string | null;

  @ApiProperty()
  readonly closedAt!: string;

  @ApiProperty({ description: 'Role and unit of whoever closed it' })
  readonly closedBy!: string;

  @ApiProperty({ description: 'Version of the catalogue that the figures were computed with' })
  readonly catalogue!: string;

  @ApiProperty({ description: 'Digest of the ends of all logs that the figures were counted from' })
  readonly headsDigest!: string;
}

export class ClosingPageDto {
  @ApiProperty({ type: [ClosingDto] })
  readonly closings!: ClosingDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

export class CauseDto {
  @ApiProperty({ format: 'uuid' })
  readonly record!: string;

  @ApiProperty()
  readonly unit!: string;

  @ApiProperty()
  readonly type!: string;

  @ApiProperty({ enum: ['create', 'correct', 'delete'] })
  readonly op!: 'create' | 'correct' | 'delete';

  @ApiProperty()
  readonly version!: number;

  @ApiProperty({ description: 'When the unit recorded it' })
  readonly recordedAt!: string;

  @ApiProperty({ description: 'When it was stored here' })
  readonly storedAt!: string;
}

export class CausePageDto {
  @ApiProperty({
    type: [CauseDto],
    description: 'Versions stored since that can have moved the figure, the newest first',
  })
  readonly causes!: CauseDto[];

  @ApiProperty({ type: String, nullable: true })
  readonly next!: string | null;
}

class ComparedDto {
  @ApiProperty({ type: Number, nullable: true, description: 'As reported; null: not known then' })
  readonly frozen!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'As of the period’s last day, known today' })
  readonly live!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'live − frozen' })
  readonly difference!: number | null;

  @ApiProperty({ description: 'True where the value or one of its terms is another one' })
  readonly differs!: boolean;
}

export class ChangedChildDto extends ComparedDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty()
  readonly name!: string;
}

export class FrozenFigureDto extends ComparedDto implements CausePageDto {
  @ApiProperty()
  readonly indicator!: string;

  @ApiProperty()
  readonly zh!: string;

  @ApiProperty()
  readonly en!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  readonly frozenTerms!: Readonly<Record<string, number | null>>;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  readonly liveTerms!: Readonly<Record<string, number | null>>;

  @ApiProperty({ description: 'True where it differs, or that of a unit right below' })
  readonly revised!: boolean;

  @ApiProperty({ type: [ChangedChildDto], description: 'The units right below whose figure differs' })
  readonly children!: ChangedChildDto[];

  @ApiProperty({ type: [CauseDto] })
  readonly causes!: CauseDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Where `causes` of this closing goes on' })
  readonly next!: string | null;
}

export class ClosingDetailDto extends ClosingDto {
  @ApiProperty({ description: 'Where it is another one than `catalogue`, that may be a cause, too' })
  readonly catalogueNow!: string;

  @ApiProperty({ type: [FrozenFigureDto] })
  readonly figures!: FrozenFigureDto[];
}
