import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { RecordViewDto } from '#features/records';
import { STATES, type State } from '../behind/units-behind.service.js';
import { FigureQuery } from './indicators.dto.js';

/** Rows of one page. */
const PAGE_MAX = 200;

class BehindQuery extends FigureQuery {
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

export class RecordsBehindQuery extends BehindQuery {
  @ApiPropertyOptional({
    description: 'Where the term counts units by a measure: the term of the measure whose records are asked',
  })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  measureTerm?: string;
}

export class UnitsBehindQuery extends BehindQuery {
  @ApiPropertyOptional({
    enum: STATES,
    description: 'Only units that meet the measure, do not, or are not known',
  })
  @IsOptional()
  @IsIn(STATES)
  state?: State;
}

export class RecordBehindDto {
  @ApiProperty({
    type: RecordViewDto,
    nullable: true,
    description:
      'With the fields that the caller may see; null where it belongs to a unit outside the caller’s own',
  })
  record!: RecordViewDto | null;

  @ApiProperty({ description: 'The unit in which it counts' })
  unit!: string;

  @ApiProperty({ description: 'From which day on' })
  day!: string;

  @ApiProperty({ description: 'What it adds; 1 where records or different values are counted' })
  value!: number;
}

export class RecordsBehindDto {
  @ApiProperty({ type: [RecordBehindDto] })
  records!: readonly RecordBehindDto[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For the next page; null behind the last one. A page may be short and have a next one',
  })
  next!: string | null;
}

export class UnitBehindDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({
    oneOf: [{ type: 'number' }, { type: 'boolean' }],
    nullable: true,
    description: 'What the measure comes to; null: not known',
  })
  value!: number | boolean | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number', nullable: true } })
  terms!: Readonly<Record<string, number | null>>;
}

export class UnitsBehindDto {
  @ApiProperty({ description: 'How many there are in all' })
  count!: number;

  @ApiProperty({ type: [UnitBehindDto] })
  units!: readonly UnitBehindDto[];

  @ApiProperty({ type: String, nullable: true })
  next!: string | null;
}
