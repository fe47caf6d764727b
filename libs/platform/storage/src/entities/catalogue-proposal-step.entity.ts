import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody has done with a proposal. Never changed. */
@Entity('catalogue_proposal_step')
export class CatalogueProposalStepEntity {
  @PrimaryColumn({ type: 'uuid' })
  proposal!: string;

  @PrimaryColumn({ type: 'integer' })
  number!: number;

  @Column({ type: 'text' })
  step!: string;

  @Column({ type: 'timestamptz', default: () => 'clock_timestamp()' })
  at!: Date;

  @Column({ type: 'text' })
  by!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;
}
