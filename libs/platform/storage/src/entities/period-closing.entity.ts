import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#core/kernel';

/** A period that was closed for a unit: from then on nobody can say that something else had been reported. */
@Entity('period_closing')
export class PeriodClosingEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  unit!: string;

  /** `2006`, `2006-Q1` or `2006-03`. */
  @Column({ type: 'text' })
  period!: string;

  @Column({ name: 'last_day', type: 'date' })
  lastDay!: Day;

  /** 1 for the first closing of the period. */
  @Column({ type: 'integer' })
  revision!: number;

  /** Why it was closed again; null for the first one. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'closed_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  closedAt!: Date;

  @Column({ name: 'closed_by', type: 'text' })
  closedBy!: string;

  /** Version of the catalogue that the figures were computed with. */
  @Column({ type: 'text' })
  catalogue!: string;

  /** How far each log was counted: origin id → seq. */
  @Column({ type: 'jsonb' })
  heads!: Readonly<Record<string, number>>;

  @Column({ name: 'heads_digest', type: 'text' })
  headsDigest!: string;
}
