import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** Evidence: what was found in a log, and what was done about it. Written once. */
@Entity('repair')
export class RepairEntity {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;

  @Column({ type: 'text' })
  origin!: string;

  @Column({ type: 'integer' })
  epoch!: number;

  @Column({ type: 'text' })
  lane!: string;

  @Column({ name: 'from_seq', type: 'bigint' })
  fromSeq!: string;

  @Column({ name: 'to_seq', type: 'bigint' })
  toSeq!: string;

  /** The unit whose node brought the entries; empty where what was here sufficed. */
  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'text', array: true })
  kinds!: string[];

  /** Row by row: kind, digests before and after, the damaged row word for word, and what text is gone. */
  @Column({ type: 'jsonb' })
  rows!: unknown;
}
