import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which unit this database belongs to. A node refuses to start on another unit's database. */
@Entity('node_identity')
export class NodeIdentityEntity {
  @PrimaryColumn({ type: 'text' })
  unit!: string;

  /** Digest of the terms and catalogue that the cells were counted with; a change asks for a recount. */
  @Column({ name: 'counted_with', type: 'text', nullable: true })
  countedWith!: string | null;
}
