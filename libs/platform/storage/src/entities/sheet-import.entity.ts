import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * mapping    the sheet is stored; columns may be mapped
 * checking   rows are compared with what is stored, nothing is written
 * checked    every row has its verdict
 * writing    rows become records, batch by batch
 * done       every row has been written or found wrong
 * cancelled  somebody stopped the writing; what was written stays
 */
export type ImportState = 'mapping' | 'checking' | 'checked' | 'writing' | 'done' | 'cancelled';

/** A sheet that somebody has uploaded. */
@Entity('sheet_import')
export class SheetImportEntity {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  /** The unit of the caller who uploaded it; nobody else sees it. */
  @Column({ type: 'text' })
  unit!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ name: 'file_name', type: 'text' })
  fileName!: string;

  @Column({ type: 'text' })
  format!: 'csv' | 'xlsx';

  @Column({ type: 'text', nullable: true })
  delimiter!: string | null;

  /** SHA-256 of the file, hexadecimal. */
  @Column({ type: 'text' })
  digest!: string;

  @Column({ name: 'header_row', type: 'integer' })
  headerRow!: number;

  @Column({ name: 'header_digest', type: 'text' })
  headerDigest!: string;

  @Column({ type: 'jsonb' })
  headings!: string[];

  @Column({ type: 'jsonb' })
  mapping!: unknown;

  @Column({ name: 'mapped_by', type: 'text' })
  mappedBy!: 'proposal' | 'memory' | 'clerk';

  @Column({ type: 'text' })
  state!: ImportState;

  /** Rows of data: those below the headings. */
  @Column({ type: 'integer' })
  rows!: number;

  /** The last row that has been looked at. */
  @Column({ type: 'integer' })
  position!: number;

  @Column({ type: 'integer', default: 0 })
  fresh!: number;

  @Column({ type: 'integer', default: 0 })
  changed!: number;

  @Column({ type: 'integer', default: 0 })
  unchanged!: number;

  @Column({ type: 'integer', default: 0 })
  wrong!: number;

  /** Code of the error that passes by itself and is waited for. */
  @Column({ type: 'text', nullable: true })
  waiting!: string | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  /** Whose turn it is: the one that was touched longest ago. */
  @Column({ name: 'touched_at', type: 'timestamptz', default: () => 'clock_timestamp()' })
  touchedAt!: Date;
}
