import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, IsString, MaxLength } from 'class-validator';
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

export class TargetDto extends DirectiveDto {
  @ApiProperty()
  readonly indicator!: string;

  @ApiProperty()
  readonly period!: string;

  @ApiProperty()
  readonly value!: number;
}

export class TargetPageDto extends PageDto {
  @ApiProperty({ type: [TargetDto] })
  readonly targets!: TargetDto[];
}
