import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far the parent has acknowledged one log. */
@Entity('link_head')
export class LinkHeadEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @Column({ name: 'acked_seq', type: 'bigint', default: 0 })
  ackedSeq!: string;

  /** Fingerprint of the last signer that the parent is known to hold. */
  @Column({ name: 'known_signer', type: 'text', nullable: true })
  knownSigner!: string | null;

  @Column({ name: 'acked_at', type: 'timestamptz', nullable: true })
  ackedAt!: Date | null;

  /** The parent's refusal of this log, if it stands. */
  @Column({ name: 'refused_code', type: 'text', nullable: true })
  refusedCode!: string | null;
}
