import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Cells are told apart by an item too, and count their records. What they hold is counted again: the keys of terms that
 * this build makes are other ones, and nothing says what the cells were counted with.
 */
export class CellItems1700000000024 implements MigrationInterface {
  readonly name = 'CellItems1700000000024';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cell;
      CREATE TABLE cell (
        term text COLLATE "C" NOT NULL,
        unit text COLLATE "C" NOT NULL,
        bucket date NOT NULL,
        dims text COLLATE "C" NOT NULL,
        item text COLLATE "C" NOT NULL,
        value numeric NOT NULL,
        records bigint NOT NULL,
        PRIMARY KEY (term, unit, bucket, dims, item)
      ) WITH (fillfactor = 80);
      UPDATE node_identity SET counted_with = NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE cell;
      CREATE TABLE cell (
        term text COLLATE "C" NOT NULL,
        unit text COLLATE "C" NOT NULL,
        bucket date NOT NULL,
        dims text COLLATE "C" NOT NULL,
        value numeric NOT NULL,
        PRIMARY KEY (term, unit, bucket, dims)
      ) WITH (fillfactor = 80);
      UPDATE node_identity SET counted_with = NULL;
    `);
  }
}
