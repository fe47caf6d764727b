import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a walk of the background audit has come in its pass through all logs. */
@Entity('audit_walk')
export class AuditWalkEntity {
  @PrimaryColumn({ type: 'text' })
  name!: string;

  @Column({ name: 'origin_id', type: 'integer', default: 0 })
  originId!: number;

  /** The last entry of that log that was looked at. */
  @Column({ type: 'bigint', default: 0 })
  seq!: string;

  /** Entries looked at since the audit was first begun. */
  @Column({ type: 'bigint', default: 0 })
  rows!: string;

  @Column({ name: 'began_at', type: 'timestamptz', default: () => 'now()' })
  beganAt!: Date;

  /** When the last pass came to its end. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'bigint', default: 0 })
  passes!: string;
}
