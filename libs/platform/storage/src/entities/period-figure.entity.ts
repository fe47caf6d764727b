import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One indicator's reading when a period was closed. */
@Entity('period_figure')
export class PeriodFigureEntity {
  @PrimaryColumn({ type: 'uuid' })
  closing!: string;

  @PrimaryColumn({ type: 'text' })
  indicator!: string;

  @Column({ type: 'jsonb' })
  reading!: unknown;
}
