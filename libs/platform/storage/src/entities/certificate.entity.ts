import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A signer's certificate with its chain up to the root, kept as long as any entry carries its signature. */
@Entity('certificate')
export class CertificateEntity {
  @PrimaryColumn({ type: 'text' })
  fingerprint!: string;

  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'jsonb' })
  chain!: unknown;

  @Column({ name: 'received_at', type: 'timestamptz', default: () => 'now()' })
  receivedAt!: Date;
}
