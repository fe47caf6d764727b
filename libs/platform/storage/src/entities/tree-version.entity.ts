import { Entity, PrimaryColumn } from 'typeorm';

/** One row: a number that grows with every statement that changes a unit. */
@Entity('tree_version')
export class TreeVersionEntity {
  @PrimaryColumn({ type: 'bigint' })
  version!: string;
}
