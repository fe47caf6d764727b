import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Day, Level, StreetKind, UnitKind } from '#core/kernel';

/** One version of an administrative unit: what it was called and where it belonged from `validFrom` on. */
@Entity('unit')
export class UnitEntity {
  @PrimaryColumn({ type: 'text' })
  code!: string;

  @PrimaryColumn({ name: 'valid_from', type: 'date' })
  validFrom!: Day;

  /** The first day on which this version no longer holds; null while it does. */
  @Column({ name: 'valid_to', type: 'date', nullable: true })
  validTo!: Day | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  level!: Level;

  /** Urban or rural, for communities. Derived from the code unless corrected. */
  @Column({ type: 'text', nullable: true })
  kind!: UnitKind | null;

  @Column({ name: 'kind_corrected', type: 'boolean', default: false })
  kindCorrected!: boolean;

  @Column({ name: 'street_kind', type: 'text', nullable: true })
  streetKind!: StreetKind | null;

  /** True for the street-level unit where the county government sits. */
  @Column({ type: 'boolean', default: false })
  seat!: boolean;
}
