import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReturnDto } from '#features/guidance';

/** Shapes of the answers, for the API's description. */
export class BilingualDto {
  @ApiProperty()
  zh!: string;

  @ApiProperty()
  en!: string;
}

export class NoticeDto {
  @ApiProperty()
  field!: string;

  @ApiProperty()
  code!: string;

  @ApiProperty({ type: BilingualDto })
  message!: BilingualDto;

  @ApiPropertyOptional({
    enum: ['notice', 'check'],
    description: 'Of what was found by comparing with other records: `check` is more likely wrong than right',
  })
  severity?: 'notice' | 'check';
}

export class WrittenRecordDto {
  @ApiProperty()
  record!: string;

  @ApiProperty()
  version!: number;

  @ApiProperty()
  unit!: string;

  @ApiProperty({ description: 'The log’s epoch' })
  epoch!: number;

  @ApiPropertyOptional({ enum: ['urgent'], description: 'The lane of the log; absent for the ordinary one' })
  lane?: 'urgent' | undefined;

  @ApiProperty({ description: 'Number of the entry in the unit’s log' })
  seq!: number;

  @ApiProperty({ type: [NoticeDto] })
  warnings!: NoticeDto[];

  @ApiProperty({ description: 'True where the same request had been carried out before' })
  repeated!: boolean;
}

export class RejectedRecordDto {
  @ApiProperty({ description: 'Place in the batch, from 0' })
  index!: number;

  @ApiProperty()
  code!: string;

  @ApiProperty({ type: BilingualDto })
  message!: BilingualDto;

  @ApiPropertyOptional({ description: 'For record_invalid: every field’s error' })
  details?: unknown;
}

export class BatchResultDto {
  @ApiProperty({ type: [WrittenRecordDto] })
  saved!: WrittenRecordDto[];

  @ApiProperty({ type: [RejectedRecordDto] })
  rejected!: RejectedRecordDto[];
}

export class OriginDto {
  @ApiProperty()
  unit!: string;

  @ApiProperty()
  seq!: number;
}

export class ProgressStepDto {
  @ApiProperty({ enum: ['city', 'district', 'street', 'community'] })
  level!: string;

  @ApiProperty()
  unit!: string;

  @ApiProperty({ type: String, nullable: true, description: 'When the tier had it' })
  at!: string | null;

  @ApiProperty({ enum: ['saved', 'received', 'counted', 'quarantined', 'deferred', 'waiting'] })
  state!: string;

  @ApiProperty({ type: BilingualDto })
  message!: BilingualDto;
}

export class RecordViewDto {
  @ApiProperty()
  record!: string;

  @ApiProperty()
  type!: string;

  @ApiProperty()
  unit!: string;

  @ApiProperty()
  version!: number;

  @ApiProperty({ enum: ['counted', 'quarantined', 'deferred', 'deleted'] })
  status!: string;

  @ApiProperty({ type: String, nullable: true })
  occurredOn!: string | null;

  @ApiProperty({ type: String, nullable: true })
  period!: string | null;

  @ApiProperty({ type: String, nullable: true })
  recordedAt!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  fields!: Record<string, unknown>;

  @ApiProperty({ type: OriginDto })
  origin!: OriginDto;
}

export class RecordDto extends RecordViewDto {
  @ApiProperty({
    type: [ProgressStepDto],
    description: 'How far the newest version got, from here up to the city',
  })
  progress!: ProgressStepDto[];
}

export class VersionDto {
  @ApiProperty()
  version!: number;

  @ApiProperty({ enum: ['put', 'delete'] })
  op!: string;

  @ApiProperty()
  recordedAt!: string;

  @ApiProperty()
  storedAt!: string;

  @ApiProperty({ type: String, nullable: true })
  occurredOn!: string | null;

  @ApiProperty({ type: String, nullable: true })
  period!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'consent-withdrawn',
    description: 'Why this version erased the text of all earlier ones; null where it did not',
  })
  erases!: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  fields!: Record<string, unknown>;
}

export class RecordDetailDto extends RecordDto {
  @ApiProperty({ type: [VersionDto] })
  history!: VersionDto[];

  @ApiProperty({ type: Boolean, nullable: true })
  receivedByParent!: boolean | null;

  @ApiProperty({ type: [ReturnDto], description: 'What units above want corrected' })
  returns!: ReturnDto[];

  @ApiProperty({ type: 'array', items: { type: 'object' } })
  quarantine!: unknown[];
}

export class RecordPageDto {
  @ApiProperty({ type: [RecordDto] })
  records!: RecordDto[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null on the last' })
  next!: string | null;
}
