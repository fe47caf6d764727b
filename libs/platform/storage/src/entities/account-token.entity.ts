import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a program of a person's shows: less than the person may do, and not for ever. */
@Entity('account_token')
export class AccountTokenEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid' })
  account!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', collation: 'C', unique: true })
  digest!: string;

  @Column({ type: 'text', array: true })
  permissions!: string[];

  @Column({ type: 'text', collation: 'C' })
  unit!: string;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'used_at', type: 'timestamptz', nullable: true })
  usedAt!: Date | null;
}
