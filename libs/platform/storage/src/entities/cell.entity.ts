import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day } from '#core/kernel';

/** Exact state of one term for one leaf unit, day and tuple of dimensions. */
@Entity('cell')
export class CellEntity {
  @PrimaryColumn({ type: 'text' })
  term!: string;

  @PrimaryColumn({ type: 'text' })
  unit!: string;

  @PrimaryColumn({ type: 'date' })
  bucket!: Day;

  @PrimaryColumn({ type: 'text' })
  dims!: string;

  /** What cells are told apart by beside the rest; `-` where the values are added. */
  @PrimaryColumn({ type: 'text' })
  item!: string;

  /** Records that count here, less those that cease to. */
  @Column({ type: 'bigint' })
  records!: string;

  /** Scaled integer; the term says by how much. */
  @Column({ type: 'numeric' })
  value!: string;
}
