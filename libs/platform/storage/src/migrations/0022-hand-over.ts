import type { MigrationInterface, QueryRunner } from 'typeorm';

export class HandOver1700000000022 implements MigrationInterface {
  readonly name = 'HandOver1700000000022';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE node ADD COLUMN moving text CHECK (moving IN ('out', 'back'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE node DROP COLUMN moving');
  }
}
