import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#core/kernel';

/** A document that has been applied to the tree. */
@Entity('reorganisation')
export class ReorganisationEntity {
  /** SHA-256 of the document's canonical JSON: the same one is applied once. */
  @PrimaryColumn({ type: 'text' })
  digest!: string;

  @Column({ name: 'effective_on', type: 'date' })
  effectiveOn!: Day;

  @Column({ type: 'jsonb' })
  document!: unknown;

  @Column({ name: 'applied_at', type: 'timestamptz', default: () => 'now()' })
  appliedAt!: Date;
}
