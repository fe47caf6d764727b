import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * People, how they show who they are, and what they are signed in with. Nothing here opens anything: passwords are kept as hashes,
 * sessions and tokens as digests, the secret of a second factor encrypted.
 */
export class Accounts1700000000039 implements MigrationInterface {
  readonly name = 'Accounts1700000000039';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id uuid PRIMARY KEY,
        name text COLLATE "C" NOT NULL UNIQUE,
        display_name text NOT NULL,
        roles text[] NOT NULL,
        unit text COLLATE "C" NOT NULL,
        password_hash text,
        must_change boolean NOT NULL DEFAULT true,
        disabled boolean NOT NULL DEFAULT false,
        factor_secret bytea,
        factor_confirmed boolean NOT NULL DEFAULT false,
        factor_step bigint NOT NULL DEFAULT 0,
        subject text UNIQUE,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        password_at timestamptz NOT NULL DEFAULT now(),
        signed_in_at timestamptz
      );
      CREATE INDEX account_unit ON account (unit, name);

      CREATE TABLE session (
        id uuid PRIMARY KEY,
        account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
        digest text COLLATE "C" NOT NULL UNIQUE,
        previous_digest text COLLATE "C" UNIQUE,
        previous_until timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        renewed_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX session_account ON session (account);

      CREATE TABLE account_token (
        id uuid PRIMARY KEY,
        account uuid NOT NULL REFERENCES account ON DELETE CASCADE,
        name text NOT NULL,
        digest text COLLATE "C" NOT NULL UNIQUE,
        permissions text[] NOT NULL,
        unit text COLLATE "C" NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX account_token_account ON account_token (account);

      CREATE TABLE sign_in_failure (
        key text COLLATE "C" PRIMARY KEY,
        failures integer NOT NULL,
        failed_at timestamptz NOT NULL,
        locked_until timestamptz
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE sign_in_failure; DROP TABLE account_token; DROP TABLE session; DROP TABLE account;',
    );
  }
}
