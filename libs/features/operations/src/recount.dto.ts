import { ApiProperty } from '@nestjs/swagger';
import type { RecountProgress } from '#features/ledger';
import { MessageDto } from './operations.responses.js';

export class RecountProgressDto {
  @ApiProperty({ description: 'False where every record is counted with the catalogue in force' })
  running!: boolean;

  @ApiProperty({ description: 'Records walked through' })
  records!: number;

  @ApiProperty({ description: 'How many there were when it began' })
  total!: number;

  @ApiProperty({ minimum: 0, maximum: 100 })
  percent!: number;

  @ApiProperty({ description: 'Records with another status than before' })
  reassessed!: number;

  @ApiProperty({ type: String, nullable: true })
  startedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  finishedAt!: string | null;

  @ApiProperty({ type: MessageDto })
  message!: MessageDto;
}

export function recountView({ startedAt, finishedAt, ...progress }: RecountProgress): RecountProgressDto {
  return {
    ...progress,
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}
