import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#core/kernel';

/**
 * counted      in the statistics
 * quarantined  breaks a rule: stored and forwarded, not counted
 * deferred     of a type or unit that this node does not know yet: counted when it does
 * deleted      withdrawn by its origin
 */
export type RecordStatus = 'counted' | 'quarantined' | 'deferred' | 'deleted';

/** A record's newest version: an index over the log, which holds the content. */
@Entity('record')
export class RecordEntity {
  @PrimaryColumn({ type: 'uuid' })
  record!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ name: 'occurred_on', type: 'date', nullable: true })
  occurredOn!: Day | null;

  @Column({ type: 'text' })
  status!: RecordStatus;

  /** Where the newest version stands. */
  @Column({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @Column({ type: 'bigint' })
  seq!: string;

  /** Where version 1 stands; later versions are found by the log's partial index. */
  @Column({ name: 'first_origin_id', type: 'integer' })
  firstOriginId!: number;

  @Column({ name: 'first_seq', type: 'bigint' })
  firstSeq!: string;

  /** When the origin recorded version 1: what says whether a report was on time, however often it is corrected. */
  @Column({ name: 'first_recorded_at', type: 'timestamptz', default: () => 'now()' })
  firstRecordedAt!: Date;

  /** Digest of the natural key, on live records of this node's own logs. */
  @Column({ name: 'natural_key', type: 'text', nullable: true })
  naturalKey!: string | null;

  /** The record that this one says something of. The database sets it. */
  @Column({ type: 'uuid', nullable: true })
  feeds!: string | null;
}
