import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { DirectiveDto, PageDto } from './shared.dto.js';

export class UnlockPeriodDto {
  @ApiProperty({ example: '140502001001', description: 'Holds for this unit and for those below it' })
  @IsString()
  @MaxLength(20)
  readonly unit!: string;

  @ApiProperty({ example: 'security-report', description: 'Code of a report type' })
  @IsString()
  @MaxLength(64)
  readonly type!: string;

  @ApiProperty({ example: '2006-01', description: 'A period of the type’s kind' })
  @IsString()
  @MaxLength(10)
  readonly period!: string;

  @ApiProperty({ maxLength: 500, description: 'Why the period is opened again' })
  @IsString()
  readonly reason!: string;

  @ApiProperty({ format: 'date', description: 'The last day on which it holds' })
  @IsString()
  readonly until!: string;
}

export class UnlockDto extends DirectiveDto {
  @ApiProperty()
  readonly type!: string;

  @ApiProperty()
  readonly period!: string;

  @ApiProperty()
  readonly reason!: string;

  @ApiProperty({ format: 'date' })
  readonly until!: string;
}

export class UnlockPageDto extends PageDto {
  @ApiProperty({ type: [UnlockDto] })
  readonly unlocks!: UnlockDto[];
}
