import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#core/kernel';

/** With which unit the records of a closed one go on. */
@Entity('succession')
export class SuccessionEntity {
  @PrimaryColumn({ type: 'text' })
  code!: string;

  @Column({ name: 'effective_on', type: 'date' })
  effectiveOn!: Day;

  @Column({ type: 'text' })
  successor!: string;

  /** True where the successor began with this unit's records and nobody else's. */
  @Column({ type: 'boolean' })
  alone!: boolean;
}
