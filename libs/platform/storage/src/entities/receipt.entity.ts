import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a tier above has a log. */
@Entity('receipt')
export class ReceiptEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  tier!: string;

  @Column({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'text' })
  chain!: string;

  /** The tier's own instant, in the spelling that it signed. */
  @Column({ type: 'text', collation: 'C' })
  at!: string;

  @Column({ type: 'text', nullable: true })
  signer!: string | null;

  @Column({ type: 'text', nullable: true })
  signature!: string | null;

  @Column({ type: 'bigint' })
  revision!: string;
}
