import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** open: a code waits for its node; requested: the node waits for the operator; the others are ends. */
export type PairingState = 'open' | 'requested' | 'approved' | 'refused' | 'ended';

/** A code that an operator has given out for a unit, and what became of it. */
@Entity('pairing')
@Unique(['requestId'])
export class PairingEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'text', default: 'open' })
  state!: PairingState;

  /** Forgotten as soon as it has been used. */
  @Column({ type: 'text', nullable: true })
  code!: string | null;

  /** Proofs that were tried. */
  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ name: 'request_id', type: 'uuid', nullable: true })
  requestId!: string | null;

  /** What the node said of itself, as it was proved. */
  @Column({ type: 'jsonb', nullable: true })
  request!: unknown;

  @Column({ name: 'requested_at', type: 'timestamptz', nullable: true })
  requestedAt!: Date | null;

  @Column({ name: 'requested_from', type: 'text', nullable: true })
  requestedFrom!: string | null;

  /** What both sides derive from the code; forgotten with the answer. */
  @Column({ type: 'text', nullable: true })
  secret!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  answer!: unknown;
}
