import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One thing that somebody did, or was refused. Never changed. */
@Entity('audit_entry')
export class AuditEntryEntity {
  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  /** An instant as it is hashed. */
  @Column({ type: 'text', collation: 'C' })
  at!: string;

  @Column({ type: 'text' })
  who!: string;

  @Column({ type: 'text', array: true })
  roles!: string[];

  @Column({ name: 'caller_unit', type: 'text', nullable: true })
  callerUnit!: string | null;

  @Column({ type: 'text' })
  action!: string;

  @Column({ name: 'subject_type', type: 'text', nullable: true })
  subjectType!: string | null;

  @Column({ name: 'subject_ids', type: 'text', array: true })
  subjectIds!: string[];

  /** The unit that it concerns. */
  @Column({ type: 'text', collation: 'C' })
  unit!: string;

  @Column({ type: 'text', nullable: true })
  purpose!: string | null;

  @Column({ type: 'text' })
  outcome!: 'done' | 'refused';

  /** Why it was refused. */
  @Column({ type: 'text', nullable: true })
  code!: string | null;

  @Column({ type: 'text', nullable: true })
  address!: string | null;

  /** Canonical JSON, as it is hashed. */
  @Column({ type: 'text' })
  details!: string;

  /** The chain after this entry. */
  @Column({ type: 'text' })
  chain!: string;

  /** Set on the last entry of each transaction: the certificate's fingerprint and the signature over the head here. */
  @Column({ type: 'text', nullable: true })
  signer!: string | null;

  @Column({ type: 'text', nullable: true })
  signature!: string | null;
}
