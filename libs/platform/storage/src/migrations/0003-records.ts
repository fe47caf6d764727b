import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Records1700000000003 implements MigrationInterface {
  readonly name = 'Records1700000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE record (
        record uuid PRIMARY KEY,
        type text COLLATE "C" NOT NULL,
        unit text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        occurred_on date,
        status text NOT NULL,
        origin_id integer NOT NULL,
        seq bigint NOT NULL,
        first_origin_id integer NOT NULL,
        first_seq bigint NOT NULL,
        natural_key text
      );
      CREATE INDEX record_by_type ON record (type, unit, record DESC);
      CREATE UNIQUE INDEX record_natural_key ON record (natural_key) WHERE natural_key IS NOT NULL;
      CREATE TABLE quarantine (
        origin_id integer NOT NULL,
        seq bigint NOT NULL,
        record uuid,
        code text NOT NULL,
        faults jsonb NOT NULL,
        since timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (origin_id, seq)
      );
      CREATE INDEX quarantine_record ON quarantine (record);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE quarantine; DROP TABLE record');
  }
}
