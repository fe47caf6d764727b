import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one person has asked for and a second one has to ask for as well before it is done. */
export class Consents1700000000041 implements MigrationInterface {
  readonly name = 'Consents1700000000041';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE consent (
        id uuid PRIMARY KEY,
        action text NOT NULL,
        subject jsonb NOT NULL,
        digest text COLLATE "C" NOT NULL UNIQUE,
        asked_by text NOT NULL,
        account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
        asked_at timestamptz NOT NULL DEFAULT now(),
        until timestamptz NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE consent');
  }
}
