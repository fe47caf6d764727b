import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The other end of a log that has parted, as it came, beside the end that was held here at that moment. */
@Entity('fork')
export class ForkEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @PrimaryColumn({ type: 'text' })
  chain!: string;

  @Column({ type: 'text' })
  signer!: string;

  @Column({ type: 'text' })
  signature!: string;

  /** The unit of the node that brought it. */
  @Column({ type: 'text' })
  sender!: string;

  /** The last entry that both ends have; null where they part before the segment. */
  @Column({ name: 'common_seq', type: 'bigint', nullable: true })
  commonSeq!: string | null;

  @Column({ name: 'held_seq', type: 'bigint' })
  heldSeq!: string;

  @Column({ name: 'held_chain', type: 'text' })
  heldChain!: string;

  @Column({ name: 'held_signer', type: 'text', nullable: true })
  heldSigner!: string | null;

  @Column({ name: 'held_signature', type: 'text', nullable: true })
  heldSignature!: string | null;

  /** A frame with the segment that does not fit, as far down as this level may see. */
  @Column({ type: 'text' })
  segment!: string;

  @Column({ name: 'found_at', type: 'timestamptz', default: () => 'now()' })
  foundAt!: Date;
}
