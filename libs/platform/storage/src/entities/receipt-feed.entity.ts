import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the id of this database's feed, and the last revision that was given. */
@Entity('receipt_feed')
export class ReceiptFeedEntity {
  @PrimaryColumn({ type: 'uuid' })
  feed!: string;

  @Column({ type: 'bigint', default: 0 })
  revision!: string;
}
