import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#core/kernel';

/** What a figure was from the end of a day on, in a unit whose records do not rise to where it is read. */
@Entity('partial')
export class PartialEntity {
  @PrimaryColumn({ type: 'text' })
  unit!: string;

  @PrimaryColumn({ type: 'text' })
  series!: string;

  @PrimaryColumn({ type: 'date' })
  day!: Day;

  /** Key of the term that the series follows: changes are noted under it. */
  @Column({ type: 'text' })
  term!: string;

  /** Scaled integer; null where the figure did not change on this day after all. */
  @Column({ type: 'numeric', nullable: true })
  value!: string | null;

  @Column({ type: 'bigint' })
  records!: string;

  /** Groups that are large enough: a JSON array of dims, value, records. */
  @Column({ type: 'text' })
  split!: string;

  /** True where the split lacks groups. */
  @Column({ type: 'boolean' })
  hidden!: boolean;

  @Column({ type: 'bigint' })
  sequence!: string;
}
