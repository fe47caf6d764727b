import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the id of this database's feed of directives, and the last revision that was given. */
@Entity('down_feed')
export class DownFeedEntity {
  @PrimaryColumn({ type: 'uuid' })
  feed!: string;

  @Column({ type: 'bigint', default: 0 })
  revision!: string;
}
