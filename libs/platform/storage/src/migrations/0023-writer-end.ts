import type { MigrationInterface, QueryRunner } from 'typeorm';

export class WriterEnd1700000000023 implements MigrationInterface {
  readonly name = 'WriterEnd1700000000023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE damage ADD COLUMN writer_seq bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE damage DROP COLUMN writer_seq');
  }
}
