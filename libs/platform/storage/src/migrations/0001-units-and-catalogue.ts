import type { MigrationInterface, QueryRunner } from 'typeorm';

export class UnitsAndCatalogue1700000000001 implements MigrationInterface {
  readonly name = 'UnitsAndCatalogue1700000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE node_identity (unit text PRIMARY KEY, counted_with text);
      CREATE UNIQUE INDEX node_identity_single ON node_identity ((true));
      CREATE TABLE unit (
        code text COLLATE "C" NOT NULL,
        valid_from date NOT NULL,
        valid_to date,
        name text NOT NULL,
        level text NOT NULL,
        kind text,
        kind_corrected boolean NOT NULL DEFAULT false,
        street_kind text,
        seat boolean NOT NULL DEFAULT false,
        PRIMARY KEY (code, valid_from),
        CHECK (valid_to IS NULL OR valid_to > valid_from)
      );
      CREATE UNIQUE INDEX unit_current ON unit (code) WHERE valid_to IS NULL;
      CREATE TABLE catalogue (
        version text PRIMARY KEY,
        digest text NOT NULL,
        document jsonb NOT NULL,
        active boolean NOT NULL,
        loaded_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX catalogue_active ON catalogue (active) WHERE active;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE catalogue; DROP TABLE unit; DROP TABLE node_identity');
  }
}
