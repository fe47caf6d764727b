import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { LOG_STATES, type LogState } from './log-state.js';

/** A sentence, not a document. */
const REASON_LENGTH_MAX = 200;

const LANES = ['ordinary', 'urgent'] as const;

export class NewEpochBody {
  @ApiProperty({ description: 'Why: kept for the auditor', maxLength: REASON_LENGTH_MAX })
  @IsString()
  @Length(1, REASON_LENGTH_MAX)
  readonly reason!: string;

  @ApiPropertyOptional({
    enum: LANES,
    description: 'Only the log of this lane; without it all that have parted',
  })
  @IsOptional()
  @IsIn(LANES)
  readonly lane?: (typeof LANES)[number];

  @ApiPropertyOptional({ description: 'Says what would happen, and changes nothing' })
  @IsOptional()
  @IsBoolean()
  readonly dryRun?: boolean;
}

export class MessageDto {
  @ApiProperty()
  readonly zh!: string;

  @ApiProperty()
  readonly en!: string;
}

export class ClosedLogDto {
  @ApiProperty()
  readonly epoch!: number;

  @ApiProperty({ enum: LANES })
  readonly lane!: string;

  @ApiProperty({ description: 'Where this node’s log ends' })
  readonly seq!: number;

  @ApiProperty()
  readonly chain!: string;

  @ApiProperty({ description: 'The last entry that both ends have' })
  readonly commonSeq!: number;

  @ApiProperty({ description: 'Where the parent’s log ends' })
  readonly parentSeq!: number;

  @ApiProperty()
  readonly parentChain!: string;
}

export class NewEpochDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty({ description: 'The epoch in which the unit goes on' })
  readonly epoch!: number;

  @ApiProperty({ description: 'True where nothing was changed' })
  readonly dryRun!: boolean;

  @ApiProperty({ description: 'Records that are written again, each under a higher version' })
  readonly records!: number;

  @ApiProperty({ type: [String], description: 'Records that are too large for that: correct them by hand' })
  readonly tooLong!: readonly string[];

  @ApiProperty({ type: [ClosedLogDto], description: 'Logs that are closed' })
  readonly logs!: readonly ClosedLogDto[];

  @ApiProperty({ type: MessageDto })
  readonly message!: MessageDto;
}

export class LogEndDto {
  @ApiProperty()
  readonly seq!: number;

  @ApiProperty()
  readonly chain!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly signer!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly signature!: string | null;
}

export class ForkDto {
  @ApiProperty()
  readonly foundAt!: string;

  @ApiProperty({ description: 'Unit of the node that brought the other end' })
  readonly sender!: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The last entry that both have, where that is known',
  })
  readonly commonSeq!: number | null;

  @ApiProperty({ type: LogEndDto, description: 'The end that was held here at that moment' })
  readonly held!: LogEndDto;

  @ApiProperty({ type: LogEndDto })
  readonly other!: LogEndDto;

  @ApiProperty({ description: 'A frame with the segment of the other end, as it was signed' })
  readonly segment!: string;
}

export class LogDto {
  @ApiProperty()
  readonly epoch!: number;

  @ApiProperty({ enum: LANES })
  readonly lane!: string;

  @ApiProperty({ description: 'True where this node writes it' })
  readonly local!: boolean;

  @ApiProperty()
  readonly seq!: number;

  @ApiProperty()
  readonly chain!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly signer!: string | null;

  @ApiProperty({ description: 'How far the parent has acknowledged it' })
  readonly acknowledgedSeq!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The last entry that goes up of a log that was closed',
  })
  readonly abandonedAfter!: number | null;

  @ApiProperty({ enum: LOG_STATES })
  readonly state!: LogState;

  @ApiProperty({ type: MessageDto })
  readonly message!: MessageDto;

  @ApiProperty({ type: [ForkDto] })
  readonly forks!: readonly ForkDto[];
}

export class EpochOpeningDto {
  @ApiProperty()
  readonly epoch!: number;

  @ApiProperty()
  readonly openedAt!: string;

  @ApiProperty()
  readonly reason!: string;

  @ApiProperty()
  readonly decidedBy!: string;

  @ApiProperty()
  readonly records!: number;

  @ApiProperty({ type: [ClosedLogDto] })
  readonly closed!: readonly ClosedLogDto[];
}

export class UnitLogsDto {
  @ApiProperty()
  readonly unit!: string;

  @ApiProperty({ type: [LogDto] })
  readonly logs!: readonly LogDto[];

  @ApiProperty({ type: [EpochOpeningDto], description: 'Epochs that were opened here by an operator' })
  readonly openings!: readonly EpochOpeningDto[];
}
