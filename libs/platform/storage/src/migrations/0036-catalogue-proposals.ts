import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Catalogues on their way into force, and every step of it with who and when; steps are only added to. */
export class CatalogueProposals1700000000036 implements MigrationInterface {
  readonly name = 'CatalogueProposals1700000000036';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE catalogue_proposal (
        id uuid PRIMARY KEY,
        version text NOT NULL,
        digest text NOT NULL,
        base_version text NOT NULL,
        base_digest text NOT NULL,
        document text NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'signed', 'withdrawn')),
        proposed_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE catalogue_proposal_step (
        proposal uuid NOT NULL REFERENCES catalogue_proposal,
        number integer NOT NULL,
        step text NOT NULL,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        by text NOT NULL,
        reason text,
        PRIMARY KEY (proposal, number)
      );
      CREATE TRIGGER catalogue_proposal_step_stays BEFORE UPDATE OR DELETE ON catalogue_proposal_step
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE catalogue_proposal_step; DROP TABLE catalogue_proposal');
  }
}
