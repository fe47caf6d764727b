import { Column, Entity, PrimaryColumn } from 'typeorm';

export type TermState = 'counted' | 'counting' | 'stale';

/** How far the cells of one term are. A term without a row has no cells yet. */
@Entity('counted_term')
export class CountedTermEntity {
  @PrimaryColumn({ type: 'text' })
  term!: string;

  /** What its cells depend on beside its key. */
  @Column({ type: 'text' })
  signature!: string;

  @Column({ type: 'text' })
  state!: TermState;
}
