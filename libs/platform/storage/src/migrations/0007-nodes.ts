import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Nodes1700000000007 implements MigrationInterface {
  readonly name = 'Nodes1700000000007';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE node (
        unit text COLLATE "C" PRIMARY KEY,
        level text NOT NULL,
        enters boolean NOT NULL DEFAULT false,
        fingerprint text,
        version text,
        protocol integer,
        last_seen_at timestamptz,
        clock_skew_ms bigint
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE node');
  }
}
