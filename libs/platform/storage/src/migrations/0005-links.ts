import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Links1700000000005 implements MigrationInterface {
  readonly name = 'Links1700000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE link (
        name text PRIMARY KEY,
        last_success_at timestamptz,
        last_failure_at timestamptz,
        failure_code text,
        failures_in_row integer NOT NULL DEFAULT 0,
        retry_at timestamptz,
        bytes_sent bigint NOT NULL DEFAULT 0,
        frames_sent bigint NOT NULL DEFAULT 0
      );
      CREATE TABLE link_head (
        origin_id integer PRIMARY KEY REFERENCES origin,
        acked_seq bigint NOT NULL DEFAULT 0,
        known_signer text,
        acked_at timestamptz,
        refused_code text
      ) WITH (fillfactor = 70);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE link_head; DROP TABLE link');
  }
}
