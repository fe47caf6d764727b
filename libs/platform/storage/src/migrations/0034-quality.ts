import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What warnings about records need: reports found by their day, marks by which like records meet, and warnings that
 * somebody has looked at. `likeness` holds keyed digests and no value; it is made again from the logs at any time.
 */
export class Quality1700000000034 implements MigrationInterface {
  readonly name = 'Quality1700000000034';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX record_by_day ON record (type, occurred_on, unit);
      CREATE TABLE likeness_key (key text NOT NULL);
      CREATE UNIQUE INDEX likeness_key_single ON likeness_key ((true));
      CREATE TABLE likeness (
        record uuid NOT NULL,
        mark text COLLATE "C" NOT NULL,
        unit text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        ends date,
        PRIMARY KEY (record, mark)
      );
      CREATE INDEX likeness_mark ON likeness (mark, unit);
      CREATE TABLE likeness_reading (
        origin_id integer PRIMARY KEY REFERENCES origin,
        catalogue text NOT NULL,
        seq bigint NOT NULL
      );
      CREATE TABLE warning_acknowledgement (
        record uuid NOT NULL,
        version integer NOT NULL,
        code text NOT NULL,
        field text NOT NULL,
        reason text NOT NULL,
        acknowledged_by text NOT NULL,
        acknowledged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (record, version, code, field)
      );
      ALTER TABLE sheet_row_verdict ADD COLUMN warnings text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE sheet_row_verdict DROP COLUMN warnings;
      DROP TABLE warning_acknowledgement;
      DROP TABLE likeness_reading;
      DROP TABLE likeness;
      DROP TABLE likeness_key;
      DROP INDEX record_by_day;
    `);
  }
}
