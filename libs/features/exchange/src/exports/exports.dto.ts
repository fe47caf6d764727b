import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { PeriodKind } from '#core/kernel';
import { SHEET_FORMATS, type SheetFormat } from '#platform/sheets';
import type { RecordStatus } from '#platform/storage';
import { BORDERS_WORDS, type BordersKind } from './borders-words.js';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const STATUSES = ['counted', 'quarantined', 'deferred'] as const;

class FormatQuery {
  @ApiPropertyOptional({ enum: SHEET_FORMATS, default: 'xlsx' })
  @IsIn(SHEET_FORMATS)
  format: SheetFormat = 'xlsx';

  @ApiPropertyOptional({ description: 'Code of a unit: its whole subtree. Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  unit?: string;
}

export class RecordsQuery extends FormatQuery {
  @ApiProperty({ example: 'facility' })
  @IsString()
  @MaxLength(64)
  type!: string;

  @ApiPropertyOptional({ example: '2006-01-01' })
  @IsOptional()
  @Matches(DAY, { message: 'from must be YYYY-MM-DD' })
  from?: string;

  @ApiPropertyOptional({ example: '2006-12-31' })
  @IsOptional()
  @Matches(DAY, { message: 'to must be YYYY-MM-DD' })
  to?: string;

  @ApiPropertyOptional({ enum: STATUSES, description: 'Default: all that have not been withdrawn' })
  @IsOptional()
  @IsIn(STATUSES)
  status?: RecordStatus;
}

export class IndicatorSheetQuery extends FormatQuery {
  @ApiPropertyOptional({ description: 'As of the end of this day. Default: today', example: '2006-12-31' })
  @IsOptional()
  @Matches(DAY, { message: 'at must be YYYY-MM-DD' })
  at?: string;

  @ApiPropertyOptional({ enum: ['month', 'quarter', 'year'], default: 'year' })
  @IsIn(['month', 'quarter', 'year'])
  period: PeriodKind = 'year';

  @ApiPropertyOptional({ enum: Object.keys(BORDERS_WORDS), default: 'reported' })
  @IsIn(Object.keys(BORDERS_WORDS))
  borders: BordersKind = 'reported';
}
