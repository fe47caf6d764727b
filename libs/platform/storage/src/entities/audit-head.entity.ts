import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: where the audit trail ends. Whoever adds to the trail locks it, so that numbers have no gaps. */
@Entity('audit_head')
export class AuditHeadEntity {
  @PrimaryColumn({ type: 'boolean', default: true })
  single!: boolean;

  @Column({ type: 'bigint', default: 0 })
  seq!: string;

  /** Empty before the first entry. */
  @Column({ type: 'text', default: '' })
  chain!: string;

  @Column({ type: 'text', nullable: true })
  signer!: string | null;

  @Column({ type: 'text', nullable: true })
  signature!: string | null;
}
