import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which units' cells a transaction has changed, so that what was read of them once need not be read again. */
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
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE cell_change');
  }
}
