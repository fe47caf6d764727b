import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds a term's cells of some days without all of its units: the figure of one day is made out of that of the day before. */
export class CellDays1700000000038 implements MigrationInterface {
  readonly name = 'CellDays1700000000038';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX cell_day ON cell (term, bucket)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX cell_day');
  }
}
