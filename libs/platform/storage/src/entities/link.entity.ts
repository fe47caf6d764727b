import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The state of a link that outlives a process: for the operator and for the backoff. */
@Entity('link')
export class LinkEntity {
  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Column({ name: 'last_success_at', type: 'timestamptz', nullable: true })
  lastSuccessAt!: Date | null;

  @Column({ name: 'last_failure_at', type: 'timestamptz', nullable: true })
  lastFailureAt!: Date | null;

  @Column({ name: 'failure_code', type: 'text', nullable: true })
  failureCode!: string | null;

  /** True where the last failure was that nobody answered. */
  @Column({ type: 'boolean', default: false })
  silent!: boolean;

  @Column({ name: 'failures_in_row', type: 'integer', default: 0 })
  failuresInRow!: number;

  /** Not tried again before this instant; null where nothing stands in the way. */
  @Column({ name: 'retry_at', type: 'timestamptz', nullable: true })
  retryAt!: Date | null;

  /** The line rests until then, to keep to its cap. */
  @Column({ name: 'paced_until', type: 'timestamptz', nullable: true })
  pacedUntil!: Date | null;

  /** True where the parent, and all above it, know the urgent lane. */
  @Column({ name: 'carries_lanes', type: 'boolean', default: false })
  carriesLanes!: boolean;

  /** When both ends were last found to hold the same. */
  @Column({ name: 'equal_at', type: 'timestamptz', nullable: true })
  equalAt!: Date | null;

  @Column({ name: 'bytes_sent', type: 'bigint', default: 0 })
  bytesSent!: string;

  @Column({ name: 'frames_sent', type: 'bigint', default: 0 })
  framesSent!: string;
}
