import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests of the last minute, by caller and address, added up for all processes of a node. Unlogged: what a crash
 * forgets is a minute old, and nothing of it has to be written twice.
 */
export class RequestCounts1700000000042 implements MigrationInterface {
  readonly name = 'RequestCounts1700000000042';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE request_count (
        key text COLLATE "C" PRIMARY KEY,
        requests integer NOT NULL,
        ends_at timestamptz NOT NULL
      );
      CREATE INDEX request_count_ends ON request_count (ends_at);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE request_count');
  }
}
