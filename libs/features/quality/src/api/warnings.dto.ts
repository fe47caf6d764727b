import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { UUID } from '#core/kernel';
import { WARNING_CODES, WARNING_KINDS, type WarningCode, type WarningKind } from '#core/quality';

/** Warnings of one answer. */
const PAGE_MAX = 200;

const REASON_CHARACTERS_MAX = 500;

export class WarningsQuery {
  @ApiPropertyOptional({ description: 'Code of a unit: its whole subtree. Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  readonly unit?: string;

  @ApiPropertyOptional({
    example: 'population-report',
    description: 'Default: all types, one after the other',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  readonly type?: string;

  @ApiPropertyOptional({ enum: WARNING_KINDS })
  @IsOptional()
  @IsIn(WARNING_KINDS)
  readonly kind?: WarningKind;

  @ApiPropertyOptional({ default: false, description: 'Also those that somebody has looked at' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  readonly acknowledged: boolean = false;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(300)
  readonly cursor?: string;

  @ApiPropertyOptional({ default: 50, maximum: PAGE_MAX })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  readonly limit: number = 50;
}

export class WarningWordsDto {
  @ApiProperty()
  readonly zh!: string;

  @ApiProperty()
  readonly en!: string;
}

export class AcknowledgementDto {
  @ApiProperty()
  readonly reason!: string;

  @ApiProperty({ example: 'clerk 140502001', description: 'Role and unit' })
  readonly by!: string;

  @ApiProperty({ format: 'date-time' })
  readonly at!: string;
}

export class WarningDto {
  @ApiProperty({ format: 'uuid' })
  readonly record!: string;

  @ApiProperty({ description: 'The version that is meant: a newer one is judged anew' })
  readonly version!: number;

  @ApiProperty()
  readonly type!: string;

  @ApiProperty()
  readonly unit!: string;

  @ApiProperty({ type: String, nullable: true, description: 'A report’s: the last day of its period' })
  readonly occurredOn!: string | null;

  @ApiProperty({ enum: WARNING_CODES })
  readonly code!: WarningCode;

  @ApiProperty({ enum: WARNING_KINDS })
  readonly kind!: WarningKind;

  @ApiProperty()
  readonly field!: string;

  @ApiProperty({ enum: ['notice', 'check'], description: '`check` is more likely wrong than right' })
  readonly severity!: 'notice' | 'check';

  @ApiProperty({ type: WarningWordsDto })
  readonly message!: WarningWordsDto;

  @ApiProperty({ type: AcknowledgementDto, nullable: true })
  readonly acknowledgement!: AcknowledgementDto | null;
}

export class WarningPageDto {
  @ApiProperty({ type: [WarningDto] })
  readonly warnings!: WarningDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Cursor of the next page, which may follow an empty one; null on the last',
  })
  readonly next!: string | null;
}

export class AcknowledgeDto {
  @ApiProperty({ format: 'uuid' })
  @Matches(UUID, { message: 'record must be a lower-case UUID' })
  readonly record!: string;

  @ApiProperty({ description: 'The version that was looked at' })
  @IsInt()
  @Min(1)
  readonly version!: number;

  @ApiProperty({ enum: WARNING_CODES })
  @IsIn(WARNING_CODES)
  readonly code!: WarningCode;

  @ApiProperty()
  @IsString()
  @MaxLength(64)
  readonly field!: string;

  @ApiProperty({ maxLength: REASON_CHARACTERS_MAX, description: 'Why it is right as it is' })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @Matches(/^[^\p{Cc}\p{Cs}]+$/u, { message: 'reason must be one line of text' })
  @MaxLength(REASON_CHARACTERS_MAX)
  readonly reason!: string;
}
