import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of one statement that are noted one by one; more of them are noted as everything. */
const NOTED_MAX = 10_000;

/**
 * Whose cells and records a transaction has changed, so that what was read of them once need not be read again. The tables
 * note it themselves: no writer can forget to, also nobody who mends a row by hand.
 *
 * `terms` are keys of terms, or `records of <type>`, beside their `units`; both null where everything may have changed. What is
 * older than an hour goes with newer notes, more than one at a time, so that the table shrinks again after a rush.
 */
export class CellChanges1700000000030 implements MigrationInterface {
  readonly name = 'CellChanges1700000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cell_change (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        xid bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        terms text[],
        units text[]
      );
      CREATE INDEX cell_change_xid ON cell_change (xid);

      CREATE FUNCTION note_change(terms text[], units text[]) RETURNS void LANGUAGE sql AS $$
        INSERT INTO cell_change (xid, terms, units) VALUES (pg_current_xact_id()::text::bigint, terms, units);
        DELETE FROM cell_change WHERE id IN (
          SELECT id FROM (SELECT id, at FROM cell_change ORDER BY id LIMIT 4 FOR UPDATE SKIP LOCKED) oldest
          WHERE at < now() - interval '60 minutes'
        );
      $$;

      CREATE FUNCTION note_everything() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM note_change(NULL, NULL);
        RETURN NULL;
      END $$;
    `);
    for (const [table, note, key] of NOTING) {
      await runner.query(`
        ${noting(note, key)}
        CREATE TRIGGER noted_insert AFTER INSERT ON ${table} REFERENCING NEW TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION ${note}();
        CREATE TRIGGER noted_update AFTER UPDATE ON ${table} REFERENCING NEW TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION ${note}();
        CREATE TRIGGER noted_delete AFTER DELETE ON ${table} REFERENCING OLD TABLE AS changed
          FOR EACH STATEMENT EXECUTE FUNCTION ${note}();
        CREATE TRIGGER noted_truncate AFTER TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION note_everything();
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of NOTING)
      for (const event of ['insert', 'update', 'delete', 'truncate'])
        await runner.query(`DROP TRIGGER noted_${event} ON ${table}`);
    await runner.query(`
      ${NOTING.map(([, note]) => `DROP FUNCTION ${note}();`).join(' ')}
      DROP FUNCTION note_everything();
      DROP FUNCTION note_change(text[], text[]);
      DROP TABLE cell_change;
    `);
  }
}

/** Each table, the function that notes its changes, and what they are noted under. */
const NOTING = [
  ['cell', 'note_cells', 'term'],
  ['record', 'note_records', "'records of ' || type"],
] as const;

const noting = (note: string, key: string): string => `
  CREATE FUNCTION ${note}() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    terms text[];
    units text[];
  BEGIN
    SELECT array_agg(c.term), array_agg(c.unit) INTO terms, units
      FROM (SELECT DISTINCT ${key} AS term, unit FROM changed LIMIT ${NOTED_MAX + 1}) c;
    IF cardinality(terms) > ${NOTED_MAX} THEN
      PERFORM note_change(NULL, NULL);
    ELSIF terms IS NOT NULL THEN
      PERFORM note_change(terms, units);
    END IF;
    RETURN NULL;
  END $$;`;
