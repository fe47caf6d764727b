import { UUID } from '#core/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Records in one batch: bounds the transaction, and with it how long the logs are locked. */
export const BATCH_MAX = 500;
const PAGE_MAX = 200;
const FILTERS_MAX = 8;

/** Past class-transformer, which would leave out names such as `toString` instead of letting them be refused. */
function AsGiven(): PropertyDecorator {
  return Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]);
}

export class CreateRecordDto {
  @ApiPropertyOptional({
    description: 'Lower-case UUID chosen by the caller: makes the request safe to repeat',
  })
  @IsOptional()
  @Matches(UUID, { message: 'record must be a lower-case UUID' })
  record?: string;

  @ApiProperty({ example: 'facility' })
  @IsString()
  @MaxLength(64)
  type!: string;

  @ApiProperty({ example: '140502001001', description: 'Code of the unit that the record belongs to' })
  @IsString()
  @MaxLength(20)
  unit!: string;

  @ApiPropertyOptional({ example: '2006-Q1', description: 'For report types: year, quarter or month' })
  @IsOptional()
  @IsString()
  @MaxLength(10)
  period?: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'By field name; money in 元' })
  @AsGiven()
  @IsObject()
  fields!: Record<string, unknown>;

  @ApiPropertyOptional({ description: 'Goes up ahead of the unit’s ordinary backlog' })
  @IsOptional()
  @IsBoolean()
  urgent?: boolean;
}

export class CreateBatchDto {
  @ApiProperty({ type: [CreateRecordDto], maxItems: BATCH_MAX })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(BATCH_MAX)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => CreateRecordDto)
  records!: CreateRecordDto[];
}

export class CorrectRecordDto {
  @ApiProperty({ description: 'The version that was seen; another one answers version_conflict' })
  @IsInt()
  @Min(1)
  expectedVersion!: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(10)
  period?: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'All fields of the new version' })
  @AsGiven()
  @IsObject()
  fields!: Record<string, unknown>;

  @ApiPropertyOptional({ maxLength: 500 })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class DeleteRecordQuery {
  @ApiProperty()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  expectedVersion!: number;

  @ApiPropertyOptional({ maxLength: 500 })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reason?: string;
}

export class ListRecordsQuery {
  @ApiProperty({ example: 'facility' })
  @IsString()
  @MaxLength(64)
  type!: string;

  @ApiPropertyOptional({ description: 'Code of a unit: its whole subtree. Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  unit?: string;

  @ApiPropertyOptional({ example: '2006-01-01' })
  @IsOptional()
  @Matches(DAY, { message: 'from must be YYYY-MM-DD' })
  from?: string;

  @ApiPropertyOptional({ example: '2006-12-31' })
  @IsOptional()
  @Matches(DAY, { message: 'to must be YYYY-MM-DD' })
  to?: string;

  @ApiPropertyOptional({ enum: ['counted', 'quarantined', 'deferred', 'deleted'] })
  @IsOptional()
  @IsIn(['counted', 'quarantined', 'deferred', 'deleted'])
  status?: 'counted' | 'quarantined' | 'deferred' | 'deleted';

  @ApiPropertyOptional({
    isArray: true,
    example: ['kind:library'],
    description: 'field:value, may be repeated',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @IsArray()
  @ArrayMaxSize(FILTERS_MAX)
  @Matches(/^[a-z_0-9]+:[^\p{Cc}]{1,200}$/u, { each: true, message: 'filter must be field:value' })
  filter?: string[];

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ default: 50, maximum: PAGE_MAX })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit: number = 50;
}
