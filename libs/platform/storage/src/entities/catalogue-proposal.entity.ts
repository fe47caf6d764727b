import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ProposalState = 'open' | 'signed' | 'withdrawn';

/** A catalogue that somebody would put in the place of another one. */
@Entity('catalogue_proposal')
export class CatalogueProposalEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  version!: string;

  /** SHA-256 of the document. */
  @Column({ type: 'text' })
  digest!: string;

  /** The catalogue that was in force when it was proposed: what the effects were shown against. */
  @Column({ name: 'base_version', type: 'text' })
  baseVersion!: string;

  @Column({ name: 'base_digest', type: 'text' })
  baseDigest!: string;

  /** Canonical JSON. */
  @Column({ type: 'text' })
  document!: string;

  @Column({ type: 'text' })
  state!: ProposalState;

  @Column({ name: 'proposed_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  proposedAt!: Date;
}
