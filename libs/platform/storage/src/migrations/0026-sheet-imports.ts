import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A sheet that somebody has uploaded: its rows as they came, until they are written as records and the sheet is deleted.
 * What was found of each row stands apart, so that a second look replaces it without touching the cells.
 */
export class SheetImports1700000000026 implements MigrationInterface {
  readonly name = 'SheetImports1700000000026';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sheet_import (
        id uuid PRIMARY KEY,
        unit text COLLATE "C" NOT NULL,
        type text NOT NULL,
        file_name text NOT NULL,
        format text NOT NULL,
        delimiter text,
        digest text NOT NULL,
        header_row integer NOT NULL,
        header_digest text NOT NULL,
        headings jsonb NOT NULL,
        mapping jsonb NOT NULL,
        mapped_by text NOT NULL,
        state text NOT NULL,
        rows integer NOT NULL,
        position integer NOT NULL,
        fresh integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        wrong integer NOT NULL DEFAULT 0,
        waiting text,
        created_at timestamptz NOT NULL DEFAULT now(),
        touched_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query('CREATE INDEX sheet_import_unit ON sheet_import (unit, created_at)');
    await runner.query(
      `CREATE INDEX sheet_import_working ON sheet_import (touched_at) WHERE state IN ('checking', 'writing')`,
    );
    await runner.query(`
      CREATE TABLE sheet_row (
        import uuid NOT NULL REFERENCES sheet_import ON DELETE CASCADE,
        number integer NOT NULL,
        cells text NOT NULL,
        PRIMARY KEY (import, number)
      )`);
    await runner.query(`
      CREATE TABLE sheet_row_verdict (
        import uuid NOT NULL REFERENCES sheet_import ON DELETE CASCADE,
        number integer NOT NULL,
        outcome text NOT NULL,
        key text COLLATE "C",
        faults text,
        PRIMARY KEY (import, number)
      )`);
    await runner.query(
      'CREATE INDEX sheet_row_verdict_key ON sheet_row_verdict (import, key) WHERE key IS NOT NULL',
    );
    await runner.query(
      `CREATE INDEX sheet_row_verdict_wrong ON sheet_row_verdict (import, number) WHERE outcome = 'wrong'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sheet_row_verdict, sheet_row, sheet_import');
  }
}
