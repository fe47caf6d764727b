import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { SHEET_FORMATS, type SheetFormat } from '#platform/sheets';
import { RESULT_ROWS, type ResultRows } from '#platform/storage';
import { BilingualDto } from '#features/records';

export class UploadQuery {
  @ApiProperty({ example: 'facility', description: 'The record type that the rows are of' })
  @IsString()
  @MaxLength(64)
  type!: string;

  @ApiPropertyOptional({ description: 'The unit of all rows, where the sheet has no column for it' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  unit?: string;

  @ApiPropertyOptional({ description: 'The file’s name, for people', maxLength: 200 })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  @Matches(/^[^\p{Cc}]*$/u, { message: 'name must not have control characters' })
  name: string = '';

  @ApiPropertyOptional({ description: 'XLSX: the name of the sheet. Default: the first one that is shown' })
  @IsOptional()
  @IsString()
  @MaxLength(31)
  sheet?: string;
}

/** Past class-transformer, which would leave out names such as `toString`. */
function AsGiven(): PropertyDecorator {
  return Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]);
}

export class MappingDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Field name → column, from 0',
  })
  @AsGiven()
  @IsObject()
  fields!: Record<string, number>;

  @ApiPropertyOptional({
    nullable: true,
    type: 'object',
    additionalProperties: true,
    description: '{column} or {value}: the code of one unit for all rows',
  })
  @AsGiven()
  @IsOptional()
  @IsObject()
  unit: { column: number } | { value: string } | null = null;

  @ApiPropertyOptional({
    nullable: true,
    type: 'object',
    additionalProperties: true,
    description: 'Of reports: {column} or {value}',
  })
  @AsGiven()
  @IsOptional()
  @IsObject()
  period: { column: number } | { value: string } | null = null;

  @ApiPropertyOptional({
    nullable: true,
    type: Number,
    description: 'The column with ids of records to be updated',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  record: number | null = null;
}

export class CommitDto {
  @ApiPropertyOptional({
    enum: ['skip', 'refuse'],
    default: 'skip',
    description: 'skip: sound rows are written; refuse: nothing is, unless a check found every row sound',
  })
  @IsIn(['skip', 'refuse'])
  wrong: 'skip' | 'refuse' = 'skip';
}

export class WrongRowsQuery {
  @ApiPropertyOptional({ default: 0, description: 'The last row of the page before' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(2_000_000)
  after: number = 0;
}

export class ResultQuery {
  @ApiPropertyOptional({
    enum: RESULT_ROWS,
    default: 'wrong',
    description: '`marked`: those with an error or a warning',
  })
  @IsIn(RESULT_ROWS)
  rows: ResultRows = 'wrong';
}

export class TemplateQuery {
  @ApiProperty({ example: 'facility' })
  @IsString()
  @MaxLength(64)
  type!: string;

  @ApiPropertyOptional({ enum: SHEET_FORMATS, default: 'xlsx' })
  @IsIn(SHEET_FORMATS)
  format: SheetFormat = 'xlsx';
}

class ImportColumnDto {
  @ApiProperty({ description: 'From 0' })
  index!: number;

  @ApiProperty({ example: 'AB' })
  letters!: string;

  @ApiProperty()
  heading!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Field name, `unit`, `period` or `record`' })
  target!: string | null;
}

export class ImportDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  type!: string;

  @ApiProperty()
  fileName!: string;

  @ApiProperty({ enum: SHEET_FORMATS })
  format!: string;

  @ApiProperty({ enum: ['mapping', 'checking', 'checked', 'writing', 'done', 'cancelled'] })
  state!: string;

  @ApiProperty()
  createdAt!: string;

  @ApiProperty({ type: [ImportColumnDto] })
  columns!: readonly ImportColumnDto[];

  @ApiProperty({ type: MappingDto })
  mapping!: object;

  @ApiProperty({ enum: ['proposal', 'memory', 'clerk'] })
  mappedBy!: string;

  @ApiProperty({ type: [String], description: 'What must be mapped before rows can be checked' })
  missing!: readonly string[];

  @ApiProperty({ description: 'Rows below the headings' })
  rows!: number;

  @ApiProperty({ description: 'Rows that have been looked at' })
  done!: number;

  @ApiProperty()
  new!: number;

  @ApiProperty()
  changed!: number;

  @ApiProperty()
  unchanged!: number;

  @ApiProperty()
  wrong!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Code of an error that passes by itself' })
  waiting!: string | null;
}

class RowFaultDto {
  @ApiProperty()
  code!: string;

  @ApiProperty({ type: String, nullable: true })
  field!: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'From 0' })
  column!: number | null;

  @ApiProperty({ type: BilingualDto })
  message!: BilingualDto;
}

export class WrongRowDto {
  @ApiProperty({ description: 'As a spreadsheet numbers it' })
  row!: number;

  @ApiProperty({ type: [RowFaultDto] })
  errors!: readonly RowFaultDto[];
}
