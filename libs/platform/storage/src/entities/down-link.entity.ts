import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: when the parent last told what there is, and what was last refused of it. */
@Entity('down_link')
export class DownLinkEntity {
  @PrimaryColumn({ type: 'boolean', default: true })
  single!: boolean;

  @Column({ name: 'heard_at', type: 'timestamptz', nullable: true })
  heardAt!: Date | null;

  /** Key of the log: issuer/epoch/addressee. */
  @Column({ name: 'refused_log', type: 'text', nullable: true })
  refusedLog!: string | null;

  @Column({ name: 'refused_seq', type: 'bigint', nullable: true })
  refusedSeq!: string | null;

  @Column({ name: 'refused_fault', type: 'text', nullable: true })
  refusedFault!: string | null;

  @Column({ name: 'refused_at', type: 'timestamptz', nullable: true })
  refusedAt!: Date | null;
}
