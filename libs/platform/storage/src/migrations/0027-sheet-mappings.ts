import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a unit's people have mapped the columns of a form: the next sheet with the same headings needs no mapping. */
export class SheetMappings1700000000027 implements MigrationInterface {
  readonly name = 'SheetMappings1700000000027';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE sheet_mapping (
        unit text COLLATE "C" NOT NULL,
        type text NOT NULL,
        header_digest text NOT NULL,
        mapping jsonb NOT NULL,
        PRIMARY KEY (unit, type, header_digest)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE sheet_mapping');
  }
}
