import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A log with rows that are not what its origin signed, until they are mended. */
@Entity('damage')
export class DamageEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @Column({ name: 'found_at', type: 'timestamptz', default: () => 'now()' })
  foundAt!: Date;

  /** Where: a list of {from, to, kind}; empty while it is only suspected. */
  @Column({ type: 'jsonb' })
  spans!: unknown;

  /** True where the rows that looked damaged were not: the run is compared as a whole. */
  @Column({ type: 'boolean', default: false })
  whole!: boolean;

  /** How often another node was asked in vain. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ name: 'retry_at', type: 'timestamptz', default: () => 'now()' })
  retryAt!: Date;

  /** Where the log ends at the node that writes it, once that node has said that it has lost what follows. */
  @Column({ name: 'writer_seq', type: 'bigint', nullable: true })
  writerSeq!: string | null;
}
