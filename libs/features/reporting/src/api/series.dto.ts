import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Level } from '#core/kernel';
import { FigureDto, FigureQuery, ChildFigureDto, IndicatorSummaryDto } from './indicators.dto.js';

/** Rows of one ranking: a whole city's communities would be a long page. */
const RANKED_MAX = 2_000;

const RANKED_LEVELS = ['district', 'street', 'community'] as const;

export class SeriesQuery extends FigureQuery {
  @ApiProperty({ example: '2005-01-01' })
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'from must be YYYY-MM-DD' })
  from!: string;

  @ApiPropertyOptional({ description: 'Default: today', example: '2007-12-31' })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'to must be YYYY-MM-DD' })
  to?: string;
}

export class RankingQuery extends FigureQuery {
  @ApiProperty({ enum: RANKED_LEVELS })
  @IsIn(RANKED_LEVELS)
  level!: Level;

  @ApiPropertyOptional({ default: 100, maximum: RANKED_MAX })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(RANKED_MAX)
  limit: number = 100;
}

class ShownDto extends IndicatorSummaryDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  unitName!: string;

  @ApiProperty({ enum: ['month', 'quarter', 'year'] })
  period!: string;

  @ApiProperty({ enum: ['reported', 'today'] })
  borders!: string;

  @ApiProperty({ description: 'Version of the catalogue that the figures were computed with' })
  catalogue!: string;
}

export class PointDto extends FigureDto {
  @ApiProperty({ example: '2006-12-31' })
  at!: string;
}

export class SeriesDto extends ShownDto {
  @ApiProperty({ type: [PointDto] })
  points!: readonly PointDto[];
}

export class RankedDto extends ChildFigureDto {
  @ApiProperty({ type: Number, nullable: true, description: 'null: there is no figure' })
  rank!: number | null;
}

export class RankingDto extends ShownDto {
  @ApiProperty()
  at!: string;

  @ApiProperty({ description: 'Units of the level' })
  count!: number;

  @ApiProperty({ type: [RankedDto] })
  units!: readonly RankedDto[];
}
