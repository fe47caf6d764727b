import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A link token that was used, remembered for as long as it could be used again. */
@Entity('link_token')
export class LinkTokenEntity {
  /** Digest of signer and `jti`. */
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;
}
