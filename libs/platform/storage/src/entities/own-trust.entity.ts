import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What this node's replicas share about its own certificate and its parent; one row. */
@Entity('own_trust')
export class OwnTrustEntity {
  @PrimaryColumn({ type: 'boolean', default: true })
  single!: boolean;

  /** Set while a new certificate is asked for. */
  @Column({ name: 'renewal_wanted_at', type: 'timestamptz', nullable: true })
  renewalWantedAt!: Date | null;

  /** The parent that the present one has named instead of itself. */
  @Column({ name: 'parent_told', type: 'jsonb', nullable: true })
  parentTold!: unknown;

  /** Where the parent is since it moved, and where the configuration had it. */
  @Column({ name: 'parent_moved', type: 'jsonb', nullable: true })
  parentMoved!: unknown;
}
