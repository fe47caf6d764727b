import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Level } from '#core/kernel';

/** `out`: the node takes over the logs of its unit; `back`: this node takes them back. */
export type NodeMove = 'out' | 'back';

/** A node below this one: who it is and when it was last heard of. */
@Entity('node')
export class NodeEntity {
  @PrimaryColumn({ type: 'text' })
  unit!: string;

  @Column({ type: 'text' })
  level!: Level;

  /** True where records of the unit and what it hosts are entered there, and not here. */
  @Column({ type: 'boolean', default: false })
  enters!: boolean;

  /** The certificate that it last spoke with. */
  @Column({ type: 'text', nullable: true })
  fingerprint!: string | null;

  @Column({ type: 'text', nullable: true })
  version!: string | null;

  @Column({ type: 'integer', nullable: true })
  protocol!: number | null;

  @Column({ name: 'last_seen_at', type: 'timestamptz', nullable: true })
  lastSeenAt!: Date | null;

  /** How far its clock is ahead of ours. */
  @Column({ name: 'clock_skew_ms', type: 'bigint', nullable: true })
  clockSkewMs!: string | null;

  /** Where it says that it can be reached. */
  @Column({ type: 'text', nullable: true })
  url!: string | null;

  @Column({ name: 'paired_at', type: 'timestamptz', nullable: true })
  pairedAt!: Date | null;

  /** Since when its requests are refused; null where they are not. */
  @Column({ name: 'suspended_at', type: 'timestamptz', nullable: true })
  suspendedAt!: Date | null;

  @Column({ name: 'suspended_reason', type: 'text', nullable: true })
  suspendedReason!: string | null;

  /** The operator lets the unit's logs move: to the node's own machine, or back to this one. Null where they stay. */
  @Column({ type: 'text', nullable: true })
  moving!: NodeMove | null;
}
