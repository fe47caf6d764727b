import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The city's secret that person keys are made with: one row, sealed with the node's own key that lies elsewhere. */
export class PersonSecret1700000000043 implements MigrationInterface {
  readonly name = 'PersonSecret1700000000043';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person_secret (
        id integer PRIMARY KEY DEFAULT 1 CONSTRAINT person_secret_one CHECK (id = 1),
        sealed bytea NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE person_secret');
  }
}
