import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { DirectiveDto, PageDto } from './shared.dto.js';

export class AssignDto {
  @ApiProperty({ example: '140502001', description: 'Who is to settle it' })
  @IsString()
  @MaxLength(20)
  readonly unit!: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'The request, where it is a record; else `reference`' })
  @IsOptional()
  @IsString()
  @MaxLength(36)
  readonly record?: string;

  @ApiPropertyOptional({ maxLength: 100, description: 'What the request is known by elsewhere' })
  @IsOptional()
  @IsString()
  readonly reference?: string;

  @ApiProperty({ format: 'date', description: 'The last day for it' })
  @IsString()
  readonly due!: string;

  @ApiPropertyOptional({ maxLength: 500 })
  @IsOptional()
  @IsString()
  readonly note?: string;
}

export class AssignmentDto extends DirectiveDto {
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly record!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly reference!: string | null;

  @ApiProperty({ format: 'date' })
  readonly due!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly note!: string | null;
}

export class AssignmentPageDto extends PageDto {
  @ApiProperty({ type: [AssignmentDto] })
  readonly assignments!: AssignmentDto[];
}
