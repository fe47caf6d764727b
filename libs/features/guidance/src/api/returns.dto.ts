import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsString, MaxLength } from 'class-validator';
import { DirectiveDto, PageDto } from './shared.dto.js';

export class ReturnRecordDto {
  @ApiProperty({ format: 'uuid' })
  @IsString()
  @MaxLength(36)
  readonly record!: string;

  @ApiProperty({ description: 'The version that was looked at: a newer one is looked at first' })
  @IsInt()
  readonly version!: number;

  @ApiProperty({ maxLength: 500, description: 'What is to be corrected' })
  @IsString()
  readonly reason!: string;

  @ApiProperty({ format: 'date', description: 'The last day for it' })
  @IsString()
  readonly deadline!: string;
}

export class ReturnDto extends DirectiveDto {
  @ApiProperty({ format: 'uuid' })
  readonly record!: string;

  @ApiProperty()
  readonly version!: number;

  @ApiProperty()
  readonly reason!: string;

  @ApiProperty({ format: 'date' })
  readonly deadline!: string;

  @ApiProperty({ description: 'True until the record has a newer version here' })
  readonly open!: boolean;
}

export class ReturnPageDto extends PageDto {
  @ApiProperty({ type: [ReturnDto] })
  readonly returns!: ReturnDto[];
}
