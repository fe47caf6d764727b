import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was reported when a period was closed. Only added to: a later closing of the same period is a further revision, and
 * the database itself refuses to change one.
 */
export class Closings1700000000029 implements MigrationInterface {
  readonly name = 'Closings1700000000029';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE period_closing (
        id uuid PRIMARY KEY,
        unit text COLLATE "C" NOT NULL,
        period text COLLATE "C" NOT NULL,
        last_day date NOT NULL,
        revision integer NOT NULL,
        reason text,
        closed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        closed_by text NOT NULL,
        catalogue text NOT NULL,
        heads jsonb NOT NULL,
        heads_digest text NOT NULL,
        UNIQUE (unit, period, revision)
      );
      CREATE INDEX period_closing_newest ON period_closing (closed_at, id);
      CREATE TABLE period_figure (
        closing uuid NOT NULL REFERENCES period_closing,
        indicator text COLLATE "C" NOT NULL,
        reading jsonb NOT NULL,
        PRIMARY KEY (closing, indicator)
      );
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$;
      CREATE TRIGGER period_closing_stays BEFORE UPDATE OR DELETE ON period_closing
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER period_figure_stays BEFORE UPDATE OR DELETE ON period_figure
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE period_figure; DROP TABLE period_closing; DROP FUNCTION refuse_change()');
  }
}
