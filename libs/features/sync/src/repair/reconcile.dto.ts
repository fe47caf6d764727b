import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

/** Repairs on one page. */
const PAGE_MAX = 100;
const PAGE_DEFAULT = 20;

export class ReconcileQuery {
  @ApiPropertyOptional({ description: 'Only the logs of this unit; without it, all' })
  @IsOptional()
  @Matches(/^(\d{4}|\d{6}|\d{9}|\d{12})$/, { message: 'must be a unit code of 4, 6, 9 or 12 digits' })
  origin?: string;
}

export class RepairsQuery {
  @ApiPropertyOptional({ description: 'Older than the repair with this number: `next` of the page before' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @ApiPropertyOptional({ default: PAGE_DEFAULT, maximum: PAGE_MAX })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit: number = PAGE_DEFAULT;
}

export class SpanDto {
  @ApiProperty()
  from!: number;

  @ApiProperty()
  to!: number;

  @ApiProperty({ enum: ['missing', 'altered', 'replaced'] })
  kind!: string;
}

/** Entries that are not what their origin signed, until another node has brought them back. */
export class DamageDto {
  @ApiProperty()
  origin!: string;

  @ApiProperty()
  epoch!: number;

  @ApiProperty({ enum: ['ordinary', 'urgent'] })
  lane!: string;

  @ApiProperty({ type: [SpanDto], description: 'Empty while the log is only suspected' })
  spans!: SpanDto[];

  @ApiProperty()
  foundAt!: string;

  @ApiProperty({ description: 'How often other nodes were asked in vain' })
  attempts!: number;
}

export class WalkDto {
  @ApiProperty({ description: 'Passes through all logs that have come to their end' })
  passes!: number;

  @ApiProperty({ description: 'Entries looked at since the audit was first begun' })
  entries!: number;

  @ApiProperty({ type: String, nullable: true, description: 'When the last pass came to its end' })
  endedAt!: string | null;
}

export class ReconcileAnswerDto {
  @ApiProperty({
    description: 'Logs that stand out at once: rows are missing, or the head is not that of the last row',
  })
  odd!: number;

  @ApiProperty({ type: [DamageDto], description: 'At most 100' })
  damaged!: DamageDto[];

  @ApiProperty({ type: WalkDto, description: 'Missing rows and heads' })
  gaps!: WalkDto;

  @ApiProperty({ type: WalkDto, description: 'Every entry hashed again' })
  hashes!: WalkDto;
}

export class RepairDto {
  @ApiProperty()
  id!: number;

  @ApiProperty()
  at!: string;

  @ApiProperty()
  origin!: string;

  @ApiProperty()
  epoch!: number;

  @ApiProperty({ enum: ['ordinary', 'urgent'] })
  lane!: string;

  @ApiProperty()
  from!: number;

  @ApiProperty()
  to!: number;

  @ApiProperty({ description: 'The unit whose node brought the entries; empty where what was here sufficed' })
  source!: string;

  @ApiProperty({ type: [String] })
  kinds!: string[];

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      'Row by row: what was wrong, digests before and after, and heights whose text is gone for good',
  })
  rows!: object[];
}

export class RepairsPageDto {
  @ApiProperty({ type: [RepairDto] })
  repairs!: RepairDto[];

  @ApiProperty({
    type: Number,
    nullable: true,
    description: '`before` of the next page; null on the last one',
  })
  next!: number | null;
}
