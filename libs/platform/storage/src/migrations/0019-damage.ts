import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the background audit knows. `audit_walk` is how far it has come, `damage` what is open, one row a log, and `repair`
 * the evidence of what was found and done, which is only ever added to.
 */
export class Damage1700000000019 implements MigrationInterface {
  readonly name = 'Damage1700000000019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_walk (
        name text PRIMARY KEY,
        origin_id integer NOT NULL DEFAULT 0,
        seq bigint NOT NULL DEFAULT 0,
        rows bigint NOT NULL DEFAULT 0,
        began_at timestamptz NOT NULL DEFAULT now(),
        ended_at timestamptz,
        passes bigint NOT NULL DEFAULT 0
      ) WITH (fillfactor = 50);
      CREATE TABLE damage (
        origin_id integer PRIMARY KEY REFERENCES origin,
        found_at timestamptz NOT NULL DEFAULT now(),
        spans jsonb NOT NULL,
        whole boolean NOT NULL DEFAULT false,
        attempts integer NOT NULL DEFAULT 0,
        retry_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE repair (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        origin text COLLATE "C" NOT NULL,
        epoch integer NOT NULL,
        lane text COLLATE "C" NOT NULL,
        from_seq bigint NOT NULL,
        to_seq bigint NOT NULL,
        source text NOT NULL,
        kinds text[] NOT NULL,
        rows jsonb NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE repair; DROP TABLE damage; DROP TABLE audit_walk');
  }
}
