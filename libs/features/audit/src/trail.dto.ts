import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { AUDIT_ACTION_CODES, type AuditAction } from '#core/access';
import { ONE_LINE } from '#core/kernel';

/** Entries of one answer. */
const PAGE_MAX = 200;

/** Behind it numbers are not exact any more. */
const SEQ_MAX = Number.MAX_SAFE_INTEGER;

/** Within these centuries a day has a beginning and an end in every zone. */
const DAY = /^2\d{3}-\d{2}-\d{2}$/;

const OUTCOMES = ['done', 'refused'] as const;

export class TrailSearchQuery {
  @ApiPropertyOptional({ description: 'Code of a unit: its whole subtree. Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly unit?: string;

  @ApiPropertyOptional({ example: 'clerk 140502001', description: 'The caller, as it is written' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(ONE_LINE)
  readonly who?: string;

  @ApiPropertyOptional({ enum: AUDIT_ACTION_CODES })
  @IsOptional()
  @IsIn(AUDIT_ACTION_CODES)
  readonly action?: AuditAction;

  @ApiPropertyOptional({
    description: 'The id of what it was done to: a record, a unit, a period, an import',
  })
  @IsOptional()
  @IsString()
  @MaxLength(128)
  @Matches(ONE_LINE)
  readonly subject?: string;

  @ApiPropertyOptional({ enum: OUTCOMES })
  @IsOptional()
  @IsIn(OUTCOMES)
  readonly outcome?: 'done' | 'refused';

  @ApiPropertyOptional({ example: '2006-05-01', description: 'From the beginning of this day on' })
  @IsOptional()
  @IsString()
  @Matches(DAY)
  readonly from?: string;

  @ApiPropertyOptional({ example: '2006-05-31', description: 'Until the end of this day' })
  @IsOptional()
  @IsString()
  @Matches(DAY)
  readonly to?: string;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(SEQ_MAX)
  readonly cursor?: number;

  @ApiPropertyOptional({ default: 50, maximum: PAGE_MAX })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  readonly limit: number = 50;
}

export class ActionWordsDto {
  @ApiProperty()
  readonly zh!: string;

  @ApiProperty()
  readonly en!: string;
}

export class TrailSubjectDto {
  @ApiProperty({ example: 'record' })
  readonly type!: string;

  @ApiProperty({ type: [String] })
  readonly ids!: readonly string[];
}

export class TrailEntryDto {
  @ApiProperty({ description: 'Its number in the trail of this node, without gaps' })
  readonly seq!: number;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;

  @ApiProperty({ description: '`unknown` where no token said who it was' })
  readonly who!: string;

  @ApiProperty({ type: [String] })
  readonly roles!: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'The unit that the caller acts for' })
  readonly callerUnit!: string | null;

  @ApiProperty({ example: 'records.read' })
  readonly action!: string;

  @ApiProperty({ type: ActionWordsDto, description: 'The action in words' })
  readonly words!: ActionWordsDto;

  @ApiProperty({ type: TrailSubjectDto, nullable: true })
  readonly subject!: TrailSubjectDto | null;

  @ApiProperty({ description: 'The unit that it concerns' })
  readonly unit!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it was done for, where the caller said so',
  })
  readonly purpose!: string | null;

  @ApiProperty({ enum: OUTCOMES })
  readonly outcome!: 'done' | 'refused';

  @ApiProperty({ type: String, nullable: true, description: 'The error that it was refused with' })
  readonly code!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The address that it came from' })
  readonly address!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Codes and counts' })
  readonly details!: object;
}

export class TrailPlaceDto {
  @ApiProperty()
  readonly seq!: number;

  @ApiProperty({ description: 'Empty before the first entry' })
  readonly chain!: string;
}

export class TrailPageDto {
  @ApiProperty({ type: [TrailEntryDto], description: 'The newest first' })
  readonly entries!: TrailEntryDto[];

  @ApiProperty({ type: Number, nullable: true, description: 'Cursor of the next page; null on the last' })
  readonly next!: number | null;

  @ApiProperty({
    type: TrailPlaceDto,
    description:
      'Where the trail ends now. Kept elsewhere, it shows later whether anything before it is gone',
  })
  readonly head!: TrailPlaceDto;
}
