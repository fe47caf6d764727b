import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The city's secret that person keys are made with. One row. */
@Entity('person_secret')
@Check('person_secret_one', 'id = 1')
export class PersonSecretEntity {
  @PrimaryColumn({ type: 'integer', default: 1 })
  id!: number;

  /** Sealed with the node's own key, which is not in the database. */
  @Column({ type: 'bytea' })
  sealed!: Buffer;

  @Column({ name: 'received_at', type: 'timestamptz', default: () => 'now()' })
  receivedAt!: Date;
}
