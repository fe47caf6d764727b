import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Heads1700000000016 implements MigrationInterface {
  readonly name = 'Heads1700000000016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE link ADD COLUMN equal_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE link DROP COLUMN equal_at');
  }
}
