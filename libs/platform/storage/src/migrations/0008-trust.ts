import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `link_token` is not logged: an entry matters for two minutes, and a table without a write-ahead log costs no flush to
 * disk for each request.
 */
export class Trust1700000000008 implements MigrationInterface {
  readonly name = 'Trust1700000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE UNLOGGED TABLE link_token (
        id text PRIMARY KEY,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX link_token_expiry ON link_token (expires_at);
      CREATE TABLE pairing (
        id uuid PRIMARY KEY,
        unit text COLLATE "C" NOT NULL,
        state text NOT NULL DEFAULT 'open',
        code text,
        attempts integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        request_id uuid UNIQUE,
        request jsonb,
        requested_at timestamptz,
        requested_from text,
        secret text,
        answer jsonb
      );
      CREATE INDEX pairing_unit ON pairing (unit, created_at);
      CREATE TABLE revocation (
        id text PRIMARY KEY,
        fingerprint text NOT NULL,
        unit text COLLATE "C" NOT NULL,
        claims text NOT NULL,
        signature text NOT NULL,
        chain jsonb NOT NULL,
        stored_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX revocation_fingerprint ON revocation (fingerprint);
      CREATE TABLE own_trust (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        renewal_wanted_at timestamptz,
        parent_told jsonb,
        parent_moved jsonb
      );
      INSERT INTO own_trust DEFAULT VALUES;
      ALTER TABLE node ADD COLUMN url text, ADD COLUMN paired_at timestamptz,
        ADD COLUMN suspended_at timestamptz, ADD COLUMN suspended_reason text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE link_token; DROP TABLE pairing; DROP TABLE revocation; DROP TABLE own_trust;
      ALTER TABLE node DROP COLUMN url, DROP COLUMN paired_at, DROP COLUMN suspended_at, DROP COLUMN suspended_reason;
    `);
  }
}
