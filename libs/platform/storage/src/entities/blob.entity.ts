import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document that a directive names by its digest; what has come of it so far, while it is not whole. */
@Entity('blob')
export class BlobEntity {
  @PrimaryColumn({ type: 'text' })
  digest!: string;

  @Column({ type: 'integer' })
  bytes!: number;

  @Column({ type: 'bytea' })
  content!: Buffer;

  @Column({ type: 'boolean' })
  whole!: boolean;
}
