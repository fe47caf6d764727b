import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsNumber,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { DirectiveDto, PageDto } from './shared.dto.js';

export class SetTargetDto {
  @ApiProperty({ example: '140502', description: 'Who is to reach it' })
  @IsString()
  @MaxLength(20)
  readonly unit!: string;

  @ApiProperty({ example: 'organisations', description: 'Code of an indicator of the catalogue' })
  @IsString()
  @MaxLength(64)
  readonly indicator!: string;

  @ApiProperty({ example: '2006-Q1', description: 'A year, a quarter or a month' })
  @IsString()
  @MaxLength(10)
  readonly period!: string;

  @ApiProperty({ description: 'In the indicator’s own unit' })
  @IsNumber()
  readonly value!: number;
}

/** Units right below one: the largest city has sixteen districts, the largest district some sixty streets. */
const SHARES_MAX = 500;

export class ShareDto {
  @ApiProperty({ example: '140502' })
  @IsString()
  @MaxLength(20)
  readonly unit!: string;

  @ApiProperty()
  @IsNumber()
  readonly value!: number;
}

export class AllocateTargetDto {
  @ApiProperty({ example: 'service-outlets' })
  @IsString()
  @MaxLength(64)
  readonly indicator!: string;

  @ApiProperty({ example: '2007' })
  @IsString()
  @MaxLength(10)
  readonly period!: string;

  @ApiProperty({ description: 'What the node’s own unit is to reach: the sum of the shares' })
  @IsNumber()
  readonly value!: number;

  @ApiProperty({ type: [ShareDto], description: 'Units right below, each once' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SHARES_MAX)
  @ValidateNested({ each: true })
  @Type(() => ShareDto)
  readonly shares!: ShareDto[];
}

export class TargetDto extends DirectiveDto {
  @ApiProperty()
  readonly indicator!: string;

  @ApiProperty()
  readonly period!: string;

  @ApiProperty()
  readonly value!: number;
}

export class AllocationDto {
  @ApiProperty({ type: [TargetDto], description: 'The unit’s own target, then those of the shares' })
  readonly targets!: TargetDto[];
}

export class TargetPageDto extends PageDto {
  @ApiProperty({ type: [TargetDto] })
  readonly targets!: TargetDto[];
}
