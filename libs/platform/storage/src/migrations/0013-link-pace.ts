import type { MigrationInterface, QueryRunner } from 'typeorm';

export class LinkPace1700000000013 implements MigrationInterface {
  readonly name = 'LinkPace1700000000013';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE link ADD COLUMN paced_until timestamptz;
      ALTER TABLE link ADD COLUMN carries_lanes boolean NOT NULL DEFAULT false;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE link DROP COLUMN paced_until, DROP COLUMN carries_lanes');
  }
}
