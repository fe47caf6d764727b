import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A unit of which partial figures are held: this node's own, or one below. */
@Entity('partial_source')
export class PartialSourceEntity {
  @PrimaryColumn({ type: 'text' })
  unit!: string;

  /** The unit of the node that sent them; null for this node's own. */
  @Column({ type: 'text', nullable: true })
  sender!: string | null;

  @Column({ type: 'bigint' })
  generation!: string;

  @Column({ type: 'bigint', default: 0 })
  sequence!: string;

  /** Version of the catalogue that they were counted with. */
  @Column({ type: 'text' })
  catalogue!: string;

  /** True once all of the generation has been there. */
  @Column({ type: 'boolean', default: false })
  complete!: boolean;

  /** Why some of what came cannot be used; null where all can. */
  @Column({ type: 'text', nullable: true })
  fault!: string | null;

  /** When both ends were last found to hold the same. */
  @Column({ name: 'confirmed_at', type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  /** What this node's parent has of them. */
  @Column({ name: 'acked_generation', type: 'bigint', nullable: true })
  ackedGeneration!: string | null;

  @Column({ name: 'acked_sequence', type: 'bigint', default: 0 })
  ackedSequence!: string;

  /** Since when the parent has been behind; null where it is not. */
  @Column({ name: 'behind_since', type: 'timestamptz', nullable: true })
  behindSince!: Date | null;
}
