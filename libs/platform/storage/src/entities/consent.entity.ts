import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one person has asked for and a second one has to ask for as well. */
@Entity('consent')
export class ConsentEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  action!: string;

  @Column({ type: 'jsonb' })
  subject!: object;

  /** Of action and subject: the second person asks for exactly the same. */
  @Column({ type: 'text', collation: 'C', unique: true })
  digest!: string;

  @Column({ name: 'asked_by', type: 'text' })
  askedBy!: string;

  @Column({ type: 'uuid' })
  account!: string;

  @Column({ name: 'asked_at', type: 'timestamptz', default: () => 'now()' })
  askedAt!: Date;

  @Column({ type: 'timestamptz' })
  until!: Date;
}
