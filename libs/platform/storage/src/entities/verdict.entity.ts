import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a tier holds back, and what it has let go. The tier '' is this node. */
@Entity('verdict')
export class VerdictEntity {
  @PrimaryColumn({ name: 'origin_id', type: 'integer' })
  originId!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  tier!: string;

  @Column({ type: 'uuid', nullable: true })
  record!: string | null;

  @Column({ type: 'text' })
  code!: string;

  @Column({ type: 'text' })
  zh!: string;

  @Column({ type: 'text' })
  en!: string;

  @Column({ type: 'boolean' })
  withdrawn!: boolean;

  @Column({ type: 'bigint' })
  revision!: string;
}
