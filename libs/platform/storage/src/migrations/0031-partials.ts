import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Figures of units whose records do not rise: this node's own, which its parent gets, and those of the nodes below. A row is
 * replaced whole, total and split together, so that what is read never mixes two moments of one day.
 */
export class Partials1700000000031 implements MigrationInterface {
  readonly name = 'Partials1700000000031';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE partial_source (
        unit text COLLATE "C" PRIMARY KEY,
        sender text COLLATE "C",
        generation bigint NOT NULL,
        sequence bigint NOT NULL DEFAULT 0,
        catalogue text NOT NULL,
        complete boolean NOT NULL DEFAULT false,
        fault text,
        confirmed_at timestamptz,
        acked_generation bigint,
        acked_sequence bigint NOT NULL DEFAULT 0,
        behind_since timestamptz
      );

      CREATE TABLE partial (
        unit text COLLATE "C" NOT NULL,
        series text COLLATE "C" NOT NULL,
        day date NOT NULL,
        term text COLLATE "C" NOT NULL,
        value numeric,
        records bigint NOT NULL,
        split text NOT NULL,
        hidden boolean NOT NULL,
        sequence bigint NOT NULL,
        PRIMARY KEY (unit, series, day)
      );
      CREATE INDEX partial_changes ON partial (unit, sequence);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE partial; DROP TABLE partial_source');
  }
}
