import { ApiProperty } from '@nestjs/swagger';

/** Shapes of the answers, for the API's description. */
export class RecordCountsDto {
  @ApiProperty()
  counted!: number;

  @ApiProperty()
  quarantined!: number;

  @ApiProperty()
  deferred!: number;

  @ApiProperty()
  deleted!: number;
}

export class LinkDto {
  @ApiProperty({ description: 'Entries that the parent has not acknowledged' })
  backlog!: number;

  @ApiProperty({ description: 'Logs with such entries' })
  originsBehind!: number;

  @ApiProperty({ type: String, nullable: true, description: 'When the oldest of them was stored here' })
  oldestStoredAt!: string | null;

  @ApiProperty({ type: 'array', items: { type: 'object' } })
  refused!: unknown[];

  @ApiProperty({ type: String, nullable: true })
  lastSuccessAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  lastFailureAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  failureCode!: string | null;

  @ApiProperty()
  failuresInRow!: number;

  @ApiProperty({ type: String, nullable: true })
  retryAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The line rests until then, to keep to its cap' })
  pacedUntil!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When parent and child were last found to hold the same, entry by entry',
  })
  equalAt!: string | null;

  @ApiProperty()
  bytesSent!: number;

  @ApiProperty()
  framesSent!: number;
}

export class QueueDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['redis', 'postgres'] })
  backend!: string;

  @ApiProperty()
  reachable!: boolean;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  counts!: Record<string, number>;
}

export class MessageDto {
  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

export class DamageStatusDto {
  @ApiProperty({ description: 'Logs with stored entries that are not what their origin signed' })
  logs!: number;

  @ApiProperty({ description: 'Repairs since ever; `/operations/repairs` lists them' })
  repairs!: number;

  @ApiProperty({ type: MessageDto, nullable: true, description: 'null while nothing is damaged' })
  message!: MessageDto | null;
}

export class StatusDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty({ enum: ['city', 'district', 'street', 'community'] })
  level!: string;

  @ApiProperty()
  version!: string;

  @ApiProperty()
  catalogue!: string;

  @ApiProperty({ description: 'Units of the tree within this node’s jurisdiction' })
  units!: number;

  @ApiProperty({ description: 'Logs that this node holds' })
  origins!: number;

  @ApiProperty({ description: 'Entries in all logs' })
  entries!: number;

  @ApiProperty({ type: RecordCountsDto })
  records!: RecordCountsDto;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Logs from below that have parted, for which no operator has opened the next epoch yet',
  })
  forks!: { readonly origin: string; readonly epoch: number; readonly lane: string }[];

  @ApiProperty({ type: LinkDto, nullable: true, description: 'null at the top' })
  uplink!: LinkDto | null;

  @ApiProperty({ type: DamageStatusDto })
  damage!: DamageStatusDto;

  @ApiProperty({
    type: MessageDto,
    nullable: true,
    description: 'Of figures that rise where their records must not: what is behind or cannot be used',
  })
  partials!: MessageDto | null;

  @ApiProperty({ type: MessageDto, description: 'Whether all is counted; `/operations/recount` says more' })
  counting!: MessageDto;

  @ApiProperty({ type: [QueueDto] })
  queues!: QueueDto[];
}

export class AuditDto {
  @ApiProperty({ description: 'Every chain, checkpoint and head holds' })
  chainOk!: boolean;

  @ApiProperty({ description: 'Every running cell equals its recount, and every record its log' })
  recountOk!: boolean;

  @ApiProperty({ type: 'object', additionalProperties: true })
  chain!: unknown;

  @ApiProperty({ type: 'object', additionalProperties: true })
  recount!: unknown;
}

export class RecountDto {
  @ApiProperty()
  records!: number;

  @ApiProperty({ description: 'Records with another status than before' })
  reassessed!: number;
}

export class RetryDto {
  @ApiProperty({ description: 'Logs that the parent had refused and that are sent again' })
  logs!: number;
}
