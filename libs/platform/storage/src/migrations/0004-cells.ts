import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The fill factor leaves room for updates in place: a cell's value changes far more often than its key appears. */
export class Cells1700000000004 implements MigrationInterface {
  readonly name = 'Cells1700000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE cell (
        term text COLLATE "C" NOT NULL,
        unit text COLLATE "C" NOT NULL,
        bucket date NOT NULL,
        dims text COLLATE "C" NOT NULL,
        value numeric NOT NULL,
        PRIMARY KEY (term, unit, bucket, dims)
      ) WITH (fillfactor = 80);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE cell');
  }
}
