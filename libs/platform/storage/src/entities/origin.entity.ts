import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One log (a unit's epoch and lane) and its head. Whoever appends holds this row's lock, so log order is commit order. */
@Entity('origin')
@Unique(['origin', 'epoch', 'lane'])
export class OriginEntity {
  @PrimaryGeneratedColumn('identity', { type: 'integer', generatedIdentity: 'ALWAYS' })
  id!: number;

  @Column({ type: 'text' })
  origin!: string;

  @Column({ type: 'integer' })
  epoch!: number;

  @Column({ type: 'text', default: 'ordinary' })
  lane!: string;

  /** True where this node is the log's writer. */
  @Column({ type: 'boolean' })
  local!: boolean;

  /** The last entry's number; 0 for an empty log. */
  @Column({ name: 'head_seq', type: 'bigint', default: 0 })
  headSeq!: string;

  @Column({ name: 'head_chain', type: 'text' })
  headChain!: string;

  /** Fingerprint of the certificate that signed the head. */
  @Column({ type: 'text', nullable: true })
  signer!: string | null;

  /** Why nothing more is taken from this log, until an operator decides. */
  @Column({ name: 'frozen_code', type: 'text', nullable: true })
  frozenCode!: string | null;

  /**
   * The last entry that goes up, where an operator has closed this log for the next epoch; what lies behind it the parent
   * does not take. Null for every other log.
   */
  @Column({ name: 'abandoned_after', type: 'bigint', nullable: true })
  abandonedAfter!: string | null;
}
