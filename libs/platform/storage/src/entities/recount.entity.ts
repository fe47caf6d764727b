import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one recount of this database: what it counts towards, and how far it is. One row. */
@Entity('recount')
export class RecountEntity {
  @PrimaryColumn({ type: 'boolean', default: true })
  one!: boolean;

  /** Grows with every change of the states of terms. */
  @Column({ type: 'bigint', default: 0 })
  generation!: string;

  /** Digest of catalogue and terms that is counted towards; null where nobody has looked what has to be counted. */
  @Column({ type: 'text', nullable: true })
  wanted!: string | null;

  /** The record up to which terms that are being counted hold all. */
  @Column({ type: 'uuid', nullable: true })
  position!: string | null;

  /** Records walked through, and how many there were in the beginning. */
  @Column({ type: 'bigint', default: 0 })
  records!: string;

  @Column({ type: 'bigint', default: 0 })
  total!: string;

  /** Records with another status than before. */
  @Column({ type: 'bigint', default: 0 })
  reassessed!: string;

  @Column({ name: 'started_at', type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;
}
