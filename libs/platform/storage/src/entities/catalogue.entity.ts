import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A version of the catalogue as it was loaded. Exactly one is active. */
@Entity('catalogue')
export class CatalogueEntity {
  @PrimaryColumn({ type: 'text' })
  version!: string;

  /** SHA-256 of the document's canonical JSON. */
  @Column({ type: 'text' })
  digest!: string;

  @Column({ type: 'jsonb' })
  document!: unknown;

  @Column({ type: 'boolean' })
  active!: boolean;

  @Column({ name: 'loaded_at', type: 'timestamptz', default: () => 'now()' })
  loadedAt!: Date;
}
