import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person who may sign in. */
@Entity('account')
export class AccountEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** What is typed to sign in; one spelling for what looks the same. */
  @Column({ type: 'text', collation: 'C', unique: true })
  name!: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName!: string;

  @Column({ type: 'text', array: true })
  roles!: string[];

  /** The subtree that the roles hold in. */
  @Column({ type: 'text', collation: 'C' })
  unit!: string;

  /** argon2id; null where the person signs in elsewhere. */
  @Column({ name: 'password_hash', type: 'text', nullable: true })
  passwordHash!: string | null;

  /** The password was chosen by somebody else. */
  @Column({ name: 'must_change', type: 'boolean', default: true })
  mustChange!: boolean;

  @Column({ type: 'boolean', default: false })
  disabled!: boolean;

  /** Encrypted; null where there is no second factor. */
  @Column({ name: 'factor_secret', type: 'bytea', nullable: true })
  factorSecret!: Buffer | null;

  @Column({ name: 'factor_confirmed', type: 'boolean', default: false })
  factorConfirmed!: boolean;

  /** The newest span of time whose code was taken: no code is taken twice. */
  @Column({ name: 'factor_step', type: 'bigint', default: 0 })
  factorStep!: string;

  /** Who the person is at the provider that signs people in for this node. */
  @Column({ type: 'text', nullable: true, unique: true })
  subject!: string | null;

  @Column({ name: 'created_by', type: 'text' })
  createdBy!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'password_at', type: 'timestamptz', default: () => 'now()' })
  passwordAt!: Date;

  @Column({ name: 'signed_in_at', type: 'timestamptz', nullable: true })
  signedInAt!: Date | null;
}
