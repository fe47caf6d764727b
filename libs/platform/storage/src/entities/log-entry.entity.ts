import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One entry as it came: the header and section lines are never changed and never serialised again. */
@Entity('log_entry')
export class LogEntryEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  /** From the header; null where the header could not be read. */
  @Column({ type: 'uuid', nullable: true })
  record!: string | null;

  @Column({ type: 'integer', nullable: true })
  version!: number | null;

  @Column({ type: 'text' })
  header!: string;

  @Column({ type: 'text' })
  city!: string;

  @Column({ type: 'text' })
  district!: string;

  @Column({ type: 'text' })
  street!: string;

  @Column({ type: 'text' })
  community!: string;

  /** The chain after this entry. */
  @Column({ type: 'text' })
  chain!: string;

  /** Set on checkpoints: the certificate's fingerprint and the signature over the head here. */
  @Column({ type: 'text', nullable: true })
  signer!: string | null;

  @Column({ type: 'text', nullable: true })
  signature!: string | null;

  @Column({ name: 'stored_at', type: 'timestamptz', default: () => 'now()' })
  storedAt!: Date;
}
