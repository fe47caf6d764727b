import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signed statement that a key speaks no more. Never changed, never removed. */
@Entity('revocation')
export class RevocationEntity {
  /** Digest of the claims. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  /** Of the certificate that is revoked. */
  @Column({ type: 'text' })
  fingerprint!: string;

  /** The unit of that certificate. */
  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'text' })
  claims!: string;

  @Column({ type: 'text' })
  signature!: string;

  /** The revoking node's certificates. */
  @Column({ type: 'jsonb' })
  chain!: unknown;

  @Column({ name: 'stored_at', type: 'timestamptz', default: () => 'now()' })
  storedAt!: Date;
}
