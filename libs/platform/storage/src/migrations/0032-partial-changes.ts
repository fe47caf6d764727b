import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of one statement that are noted one by one; more of them are noted as everything. */
const NOTED_MAX = 10_000;

/** Partial figures that come in are changes of their terms, as those of cells are. */
export class PartialChanges1700000000032 implements MigrationInterface {
  readonly name = 'PartialChanges1700000000032';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION note_partials() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        terms text[];
        units text[];
      BEGIN
        SELECT array_agg(c.term), array_agg(c.unit) INTO terms, units
          FROM (SELECT DISTINCT term, unit FROM changed LIMIT ${NOTED_MAX + 1}) c;
        IF cardinality(terms) > ${NOTED_MAX} THEN
          PERFORM note_change(NULL, NULL);
        ELSIF terms IS NOT NULL THEN
          PERFORM note_change(terms, units);
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER noted_insert AFTER INSERT ON partial REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION note_partials();
      CREATE TRIGGER noted_update AFTER UPDATE ON partial REFERENCING NEW TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION note_partials();
      CREATE TRIGGER noted_delete AFTER DELETE ON partial REFERENCING OLD TABLE AS changed
        FOR EACH STATEMENT EXECUTE FUNCTION note_partials();
      CREATE TRIGGER noted_truncate AFTER TRUNCATE ON partial
        FOR EACH STATEMENT EXECUTE FUNCTION note_everything();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const event of ['insert', 'update', 'delete', 'truncate'])
      await runner.query(`DROP TRIGGER noted_${event} ON partial`);
    await runner.query('DROP FUNCTION note_partials()');
  }
}
