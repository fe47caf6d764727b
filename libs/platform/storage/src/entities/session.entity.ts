import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That a browser is signed in. Its cookie is known by its digest only. */
@Entity('session')
export class SessionEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid' })
  account!: string;

  @Column({ type: 'text', collation: 'C', unique: true })
  digest!: string;

  /** The cookie before the last renewal: requests that were on their way with it are answered for a moment. */
  @Column({ name: 'previous_digest', type: 'text', collation: 'C', nullable: true, unique: true })
  previousDigest!: string | null;

  @Column({ name: 'previous_until', type: 'timestamptz', nullable: true })
  previousUntil!: Date | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'renewed_at', type: 'timestamptz', default: () => 'now()' })
  renewedAt!: Date;

  @Column({ name: 'seen_at', type: 'timestamptz', default: () => 'now()' })
  seenAt!: Date;
}
