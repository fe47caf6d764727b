import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { Type } from 'class-transformer';

/** Directives of one answer. */
const PAGE_MAX = 200;

export class ListDirectivesQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: PAGE_MAX, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  readonly limit: number = 50;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  readonly cursor?: number;
}

/** What every directive has. */
export class DirectiveDto {
  @ApiProperty({ format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ example: '1405', description: 'The unit that says it' })
  readonly issuer!: string;

  @ApiProperty({ example: '140502001', description: 'Said to this unit and to everything below it' })
  readonly unit!: string;

  @ApiProperty()
  readonly issuedAt!: string;
}

export class PageDto {
  @ApiProperty({ type: Number, nullable: true, description: 'Where the next page begins; null on the last' })
  readonly next!: number | null;
}
