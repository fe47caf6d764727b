import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** What one unit says to another and to everything below that one. */
@Entity('down_log')
export class DownLogEntity {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'text', collation: 'C' })
  issuer!: string;

  @Column({ type: 'integer' })
  epoch!: number;

  @Column({ type: 'text', collation: 'C' })
  addressee!: string;

  @Column({ name: 'head_seq', type: 'bigint', default: 0 })
  headSeq!: string;

  /** Why what came behind the head was not taken; null while nothing is wrong. */
  @Column({ type: 'text', nullable: true })
  fault!: string | null;

  @Column({ name: 'fault_seq', type: 'bigint', nullable: true })
  faultSeq!: string | null;
}
