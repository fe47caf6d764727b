import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Why an entry is not counted. A corrected version of the record removes the row. */
@Entity('quarantine')
export class QuarantineEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'uuid', nullable: true })
  record!: string | null;

  @Column({ type: 'text' })
  code!: string;

  /** The faults with their words in zh and en; never a field's value. */
  @Column({ type: 'jsonb' })
  faults!: unknown;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  since!: Date;
}
