import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which terms' cells hold every record, so that a new catalogue has to count only what is new in it, page by page, while
 * the rest goes on.
 *
 * counted   its cells are complete
 * counting  its cells hold the records up to `recount.position`, and no others
 * stale     its cells mean nothing any more and are being removed
 */
export class CountedTerms1700000000035 implements MigrationInterface {
  readonly name = 'CountedTerms1700000000035';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE counted_term (
        term text COLLATE "C" PRIMARY KEY,
        signature text NOT NULL,
        state text NOT NULL CHECK (state IN ('counted', 'counting', 'stale'))
      );
      CREATE TABLE recount (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        generation bigint NOT NULL DEFAULT 0,
        wanted text,
        position uuid,
        records bigint NOT NULL DEFAULT 0,
        total bigint NOT NULL DEFAULT 0,
        reassessed bigint NOT NULL DEFAULT 0,
        started_at timestamptz,
        finished_at timestamptz
      );
      INSERT INTO recount DEFAULT VALUES;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE recount; DROP TABLE counted_term; UPDATE node_identity SET counted_with = NULL',
    );
  }
}
