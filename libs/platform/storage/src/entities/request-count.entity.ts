import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Requests of one caller or address in one window of time; of all processes of a node. */
@Entity('request_count')
export class RequestCountEntity {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  key!: string;

  @Column({ type: 'integer' })
  requests!: number;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt!: Date;
}
