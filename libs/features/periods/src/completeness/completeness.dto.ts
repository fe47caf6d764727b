import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { Stage, Tally } from '#core/obligations';
import { ReturnDto } from '#features/guidance';

const STAGES: readonly Stage[] = ['open', 'missing', 'on-time', 'late'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export class UnitQuery {
  @ApiPropertyOptional({ description: 'Default: the caller’s own' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  unit?: string;
}

export class CompletenessQuery extends UnitQuery {
  @ApiPropertyOptional({ example: '2006', description: 'Instead of from and to. Default: this year' })
  @IsOptional()
  @Matches(/^\d{4}$/, { message: 'year must be YYYY' })
  year?: string;

  @ApiPropertyOptional({ example: '2006-01-01', description: 'Periods that end on this day or later' })
  @IsOptional()
  @Matches(DAY, { message: 'from must be YYYY-MM-DD' })
  from?: string;

  @ApiPropertyOptional({ example: '2006-12-31', description: 'Periods that end on this day or earlier' })
  @IsOptional()
  @Matches(DAY, { message: 'to must be YYYY-MM-DD' })
  to?: string;

  @ApiPropertyOptional({ description: 'Code of a report type. Default: all that are owed' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  type?: string;
}

export class TallyDto implements Tally {
  @ApiProperty({ description: 'received + missing + open' })
  readonly expected!: number;

  @ApiProperty({ description: 'onTime + late' })
  readonly received!: number;

  @ApiProperty({ description: 'First recorded by the due day, at the unit itself' })
  readonly onTime!: number;

  @ApiProperty()
  readonly late!: number;

  @ApiProperty({ description: 'Not received, and due' })
  readonly missing!: number;

  @ApiProperty({ description: 'Not received, and not due yet' })
  readonly open!: number;

  @ApiProperty({ description: 'Received, and declared complete by the unit' })
  readonly complete!: number;

  @ApiProperty({ description: 'Of periods that take no entries today' })
  readonly locked!: number;
}

export class PeriodTallyDto extends TallyDto {
  @ApiProperty({ example: '2006-01' })
  readonly period!: string;
}

export class UnitTallyDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty()
  readonly total!: TallyDto;

  @ApiProperty({ type: [PeriodTallyDto] })
  readonly periods!: PeriodTallyDto[];
}

export class WordsDto {
  @ApiProperty()
  readonly zh!: string;

  @ApiProperty()
  readonly en!: string;
}

export class DeclarationDto {
  @ApiProperty({ format: 'uuid' })
  readonly record!: string;

  @ApiProperty()
  readonly version!: number;
}

export class ObligationDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty()
  readonly type!: string;

  @ApiProperty()
  readonly typeName!: WordsDto;

  @ApiProperty({ example: '2006-Q1' })
  readonly period!: string;

  @ApiProperty({ format: 'date', description: 'The last day of the period' })
  readonly lastDay!: string;

  @ApiProperty({ format: 'date', description: 'The last day on which it is on time' })
  readonly dueOn!: string;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'Locked from this day on; null: never',
  })
  readonly lockedOn!: string | null;

  @ApiProperty({ enum: STAGES })
  readonly stage!: Stage;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    description: 'When its first version was recorded at the unit',
  })
  readonly receivedOn!: string | null;

  @ApiProperty()
  readonly complete!: boolean;

  @ApiProperty({
    type: DeclarationDto,
    nullable: true,
    description: 'The record that says so; withdrawn like any other',
  })
  readonly declaration!: DeclarationDto | null;

  @ApiProperty()
  readonly locked!: boolean;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly unlockedUntil!: string | null;

  @ApiProperty({ description: 'What to do next' })
  readonly next!: WordsDto;
}

export class CompletenessDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty()
  readonly name!: string;

  @ApiProperty({ format: 'date' })
  readonly from!: string;

  @ApiProperty({ format: 'date' })
  readonly to!: string;

  @ApiProperty({ format: 'date', description: 'The day on which it stands so' })
  readonly at!: string;

  @ApiProperty()
  readonly total!: TallyDto;

  @ApiProperty({ type: [UnitTallyDto], description: 'The units right below, with all below them' })
  readonly children!: UnitTallyDto[];

  @ApiProperty({ type: [ObligationDto], description: 'What the asked unit owes itself' })
  readonly obligations!: ObligationDto[];
}

export class ToDoDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty({ format: 'date' })
  readonly at!: string;

  @ApiProperty({ type: [ObligationDto], description: 'The period is over, the due day is not' })
  readonly dueSoon!: ObligationDto[];

  @ApiProperty({ type: [ObligationDto] })
  readonly overdue!: ObligationDto[];

  @ApiProperty({ type: [ObligationDto], description: 'Received, and not declared complete' })
  readonly undeclared!: ObligationDto[];

  @ApiProperty({ description: 'True where a list was cut' })
  readonly more!: boolean;

  @ApiProperty({ type: [ReturnDto], description: 'Records that units above want corrected' })
  readonly returned!: ReturnDto[];
}
