import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Which units' cells a transaction has changed. */
@Entity('cell_change')
export class CellChangeEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  /** The transaction, as a number. */
  @Index('cell_change_xid')
  @Column({ type: 'bigint' })
  xid!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;

  /** Term keys, beside `units`; null where everything may have changed. */
  @Column({ type: 'text', array: true, nullable: true })
  terms!: string[] | null;

  @Column({ type: 'text', array: true, nullable: true })
  units!: string[] | null;
}
