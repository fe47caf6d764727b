import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { PeriodKind } from '#core/kernel';
import { BORDERS, type BordersKind } from './borders.js';

const FLAGS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

export class IndicatorQuery {
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
    default: 'year',
    description: 'What a flow is summed over',
  })
  @IsIn(['month', 'quarter', 'year'])
  period: PeriodKind = 'year';

  @ApiPropertyOptional({
    enum: BORDERS,
    default: 'reported',
    description: 'reported: in the units of the day; today: as if today’s units had always been there',
  })
  @IsIn(BORDERS)
  borders: BordersKind = 'reported';

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

export class TargetDto {
  @ApiProperty()
  due!: string;

  @ApiProperty()
  op!: string;

  @ApiProperty()
  value!: number;

  @ApiProperty({ type: [String] })
  regions!: readonly string[];
}

export class IndicatorSummaryDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;

  @ApiProperty()
  measuredIn!: string;

  @ApiProperty({ enum: ['up', 'down', 'none'] })
  better!: string;

  @ApiProperty({ type: [String] })
  dims!: readonly string[];

  @ApiProperty({ description: 'False where this version does not compute it yet' })
  supported!: boolean;

  @ApiProperty({ type: [TargetDto] })
  targets!: readonly TargetDto[];
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

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, nullable: true })
  reason!: { zh: string; en: string } | null;

  @ApiProperty({ type: [ChildFigureDto] })
  children!: readonly ChildFigureDto[];

  @ApiPropertyOptional({ type: [DimsFigureDto] })
  byDims?: readonly DimsFigureDto[];
}
