import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever changes the tree, by whatever statement, moves its version: replicas look at this one row. */
export class Reorganisation1700000000010 implements MigrationInterface {
  readonly name = 'Reorganisation1700000000010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE reorganisation (
        digest text PRIMARY KEY,
        effective_on date NOT NULL,
        document jsonb NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE succession (
        code text COLLATE "C" PRIMARY KEY,
        effective_on date NOT NULL,
        successor text COLLATE "C" NOT NULL,
        alone boolean NOT NULL,
        CHECK (code <> successor)
      );
      CREATE TABLE tree_version (version bigint PRIMARY KEY);
      CREATE UNIQUE INDEX tree_version_single ON tree_version ((true));
      INSERT INTO tree_version VALUES (1);
      CREATE FUNCTION move_tree_version() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN UPDATE tree_version SET version = version + 1; RETURN NULL; END $$;
      CREATE TRIGGER unit_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON unit
        FOR EACH STATEMENT EXECUTE FUNCTION move_tree_version();
      CREATE INDEX record_deferred ON record (record) WHERE status = 'deferred';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX record_deferred;
      DROP TRIGGER unit_changed ON unit;
      DROP FUNCTION move_tree_version;
      DROP TABLE tree_version;
      DROP TABLE succession;
      DROP TABLE reorganisation;
    `);
  }
}
