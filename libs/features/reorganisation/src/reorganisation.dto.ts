import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength } from 'class-validator';

/** More than a catalogue has. */
const INDICATORS_MAX = 100;

export class PreviewQuery {
  @ApiPropertyOptional({
    isArray: true,
    type: String,
    description: 'Codes of the indicators to compare, may be repeated. Default: all that this node computes',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @IsArray()
  @ArrayMaxSize(INDICATORS_MAX)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  indicators?: string[];
}

/** The document, for the API's description; it is read by a reader of its own. */
export class ReorganisationDto {
  @ApiProperty({ example: '2027-01-01', description: 'The first day of the new units' })
  effectiveOn!: string;

  @ApiProperty({ example: '2027 年区划调整' })
  title!: string;

  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description:
      'create {code, name}, rename {code, name}, move {from, to, name?}, merge {from[], into, name?}, ' +
      'split {from, into[{code, name?}], principal}, abolish {code}; each with its kind. A name where a unit begins',
    example: [{ kind: 'move', from: '140502001001', to: '140502002050' }],
  })
  changes!: object[];
}

export class ReorganisationOutcomeDto {
  @ApiProperty()
  digest!: string;

  @ApiProperty({ description: 'True where the same document had been applied before' })
  repeated!: boolean;

  @ApiProperty()
  opened!: number;

  @ApiProperty()
  closed!: number;

  @ApiProperty()
  renamed!: number;
}

export class AppliedReorganisationDto {
  @ApiProperty()
  digest!: string;

  @ApiProperty()
  effectiveOn!: string;

  @ApiProperty()
  appliedAt!: string;

  @ApiProperty({ type: ReorganisationDto })
  document!: object;
}

export class OpenedUnitDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'The unit that goes on whole under this code' })
  moved!: string | null;
}

export class ClosedUnitDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'The unit with which the records go on' })
  successor!: string;

  @ApiProperty({ description: 'True where the successor begins with this unit’s records and nobody else’s' })
  alone!: boolean;
}

export class RenamedUnitDto {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  before!: string;

  @ApiProperty()
  name!: string;
}

export class HeldLogDto {
  @ApiProperty()
  epoch!: number;

  @ApiProperty({ description: 'Number of the last entry' })
  headSeq!: number;

  @ApiProperty({ description: 'The chain after it: equal at two nodes where both hold the same' })
  chain!: string;

  @ApiProperty({ description: 'True where this node writes the log' })
  local!: boolean;

  @ApiProperty({ description: 'Entries that the parent has not acknowledged' })
  unsent!: number;
}

export class AffectedUnitDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  successor!: string;

  @ApiProperty({ description: 'Live records' })
  records!: number;

  @ApiProperty({ type: [HeldLogDto] })
  logs!: readonly HeldLogDto[];

  @ApiProperty({ description: 'Unit of the node that writes the unit’s log' })
  node!: string;

  @ApiProperty({
    description: 'Unit of the node that will write the successor’s log, as this node is configured',
  })
  nodeAfter!: string;
}

class TouchDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The unit that it goes on with; null: its unit goes on as a part of another, give it a new one',
  })
  goesOnWith!: string | null;

  @ApiProperty({ description: 'Closed units of its own that go on outside of it' })
  loses!: number;

  @ApiProperty({ description: 'Units that go on inside of it and were outside' })
  gains!: number;
}

export class TouchedTokenDto extends TouchDto {
  @ApiProperty()
  role!: string;
}

export class TouchedAccountDto extends TouchDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  displayName!: string;

  @ApiProperty({ type: [String] })
  roles!: readonly string[];
}

export class ComparedUnitDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: Number, nullable: true, description: 'null: no such unit, or not known' })
  before!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  after!: number | null;
}

export class ComparedWholeDto extends ComparedUnitDto {
  @ApiProperty({ description: 'True where the value of the caller’s whole area stays the same' })
  equal!: boolean;
}

export class ComparedFigureDto {
  @ApiProperty()
  indicator!: string;

  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;

  @ApiProperty({ type: ComparedWholeDto })
  whole!: ComparedWholeDto;

  @ApiProperty({ type: [ComparedUnitDto], description: 'The units above the changed ones' })
  units!: readonly ComparedUnitDto[];
}

export class EffectsDto {
  @ApiProperty()
  digest!: string;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  effectiveOn!: string;

  @ApiProperty({ type: [OpenedUnitDto] })
  opened!: readonly OpenedUnitDto[];

  @ApiProperty({ type: [ClosedUnitDto] })
  closed!: readonly ClosedUnitDto[];

  @ApiProperty({ type: [RenamedUnitDto] })
  renamed!: readonly RenamedUnitDto[];

  @ApiProperty({ type: [AffectedUnitDto] })
  affected!: readonly AffectedUnitDto[];

  @ApiProperty({ type: [TouchedTokenDto] })
  tokens!: readonly TouchedTokenDto[];

  @ApiProperty({ type: [TouchedAccountDto] })
  accounts!: readonly TouchedAccountDto[];

  @ApiProperty({ type: [ComparedFigureDto] })
  figures!: readonly ComparedFigureDto[];
}
