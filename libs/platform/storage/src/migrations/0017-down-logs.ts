import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What comes down. `down_feed` has one row: its lock is what makes the order of revisions the order of commits.
 * Directives are kept as they came; what a kind needs to be found by stands beside the line.
 */
export class DownLogs1700000000017 implements MigrationInterface {
  readonly name = 'DownLogs1700000000017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE down_feed (
        feed uuid PRIMARY KEY,
        revision bigint NOT NULL DEFAULT 0
      );
      INSERT INTO down_feed (feed) VALUES (gen_random_uuid());
      CREATE TABLE down_link (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        heard_at timestamptz,
        refused_log text,
        refused_seq bigint,
        refused_fault text,
        refused_at timestamptz
      );
      INSERT INTO down_link DEFAULT VALUES;
      CREATE TABLE down_log (
        id serial PRIMARY KEY,
        issuer text COLLATE "C" NOT NULL,
        epoch integer NOT NULL,
        addressee text COLLATE "C" NOT NULL,
        head_seq bigint NOT NULL DEFAULT 0,
        fault text,
        fault_seq bigint,
        UNIQUE (issuer, epoch, addressee)
      );
      CREATE TABLE directive (
        log_id integer NOT NULL REFERENCES down_log,
        seq bigint NOT NULL,
        line text NOT NULL,
        chain text NOT NULL,
        signer text NOT NULL,
        signature text NOT NULL,
        kind text COLLATE "C" NOT NULL,
        record uuid,
        blob text,
        blob_bytes integer,
        state text NOT NULL,
        fault text,
        revision bigint NOT NULL,
        stored_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (log_id, seq)
      );
      CREATE INDEX directive_revision ON directive (revision);
      CREATE INDEX directive_kind ON directive (kind, revision);
      CREATE INDEX directive_record ON directive (record) WHERE record IS NOT NULL;
      CREATE INDEX directive_blob ON directive (blob) WHERE blob IS NOT NULL;
      CREATE INDEX directive_open ON directive (state) WHERE state IN ('waiting', 'marked');
      CREATE TABLE blob (
        digest text PRIMARY KEY,
        bytes integer NOT NULL,
        content bytea NOT NULL,
        whole boolean NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE directive; DROP TABLE down_log; DROP TABLE down_link; DROP TABLE down_feed; DROP TABLE blob;
    `);
  }
}
