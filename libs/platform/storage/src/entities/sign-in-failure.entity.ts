import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Wrong answers in a row, of one account or from one address; shared by all processes of a node. */
@Entity('sign_in_failure')
export class SignInFailureEntity {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  key!: string;

  @Column({ type: 'integer' })
  failures!: number;

  @Column({ name: 'failed_at', type: 'timestamptz' })
  failedAt!: Date;

  @Column({ name: 'locked_until', type: 'timestamptz', nullable: true })
  lockedUntil!: Date | null;
}
