import { Column, Entity, PrimaryColumn } from 'typeorm';

export type DirectiveState = 'applied' | 'waiting' | 'superseded' | 'marked';

/** A directive as it came, with what this node did about it. */
@Entity('directive')
export class DirectiveEntity {
  @PrimaryColumn({ name: 'log_id', type: 'integer' })
  logId!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'text' })
  line!: string;

  @Column({ type: 'text' })
  chain!: string;

  @Column({ type: 'text' })
  signer!: string;

  @Column({ type: 'text' })
  signature!: string;

  /** Empty where the line cannot be read. */
  @Column({ type: 'text', collation: 'C' })
  kind!: string;

  /** The record that it is about. */
  @Column({ type: 'uuid', nullable: true })
  record!: string | null;

  /** Digest of the document that it names. */
  @Column({ type: 'text', nullable: true })
  blob!: string | null;

  @Column({ name: 'blob_bytes', type: 'integer', nullable: true })
  blobBytes!: number | null;

  @Column({ type: 'text' })
  state!: DirectiveState;

  /** Why it is marked: nobody here acts by it. */
  @Column({ type: 'text', nullable: true })
  fault!: string | null;

  @Column({ type: 'bigint' })
  revision!: string;

  @Column({ name: 'stored_at', type: 'timestamptz', default: () => 'now()' })
  storedAt!: Date;
}
