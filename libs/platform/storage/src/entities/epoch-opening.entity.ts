import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An operator's decision that a unit's logs go on in another epoch. */
@Entity('epoch_opening')
export class EpochOpeningEntity {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  origin!: string;

  @PrimaryColumn({ type: 'integer' })
  epoch!: number;

  @Column({ type: 'text' })
  reason!: string;

  /** Name of the caller. */
  @Column({ name: 'decided_by', type: 'text' })
  decidedBy!: string;

  @Column({ name: 'opened_at', type: 'timestamptz', default: () => 'now()' })
  openedAt!: Date;

  /** How many records were written again. */
  @Column({ type: 'integer' })
  records!: number;

  /** Where each log was closed: both heads, and the last entry that they have in common. */
  @Column({ type: 'jsonb' })
  closed!: unknown;
}
