import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Urgent entries have logs of their own. The ordinary lane has no name in a log, so the logs there are stay what they are. */
export class Lanes1700000000006 implements MigrationInterface {
  readonly name = 'Lanes1700000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE origin ADD COLUMN lane text COLLATE "C" NOT NULL DEFAULT 'ordinary';
      ALTER TABLE origin DROP CONSTRAINT origin_origin_epoch_key;
      ALTER TABLE origin ADD UNIQUE (origin, epoch, lane);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE origin DROP COLUMN lane;
      ALTER TABLE origin ADD UNIQUE (origin, epoch);
    `);
  }
}
