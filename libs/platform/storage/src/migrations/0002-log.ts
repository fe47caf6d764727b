import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts compare by bytes (COLLATE "C"): a unit's subtree is a range of its prefix on every server. */
export class Log1700000000002 implements MigrationInterface {
  readonly name = 'Log1700000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE certificate (
        fingerprint text PRIMARY KEY,
        unit text NOT NULL,
        chain jsonb NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE origin (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        origin text COLLATE "C" NOT NULL,
        epoch integer NOT NULL,
        local boolean NOT NULL,
        head_seq bigint NOT NULL DEFAULT 0,
        head_chain text NOT NULL,
        signer text,
        frozen_code text,
        UNIQUE (origin, epoch)
      ) WITH (fillfactor = 70);
      CREATE TABLE log_entry (
        origin_id integer NOT NULL REFERENCES origin,
        seq bigint NOT NULL,
        record uuid,
        version integer,
        header text NOT NULL,
        city text NOT NULL,
        district text NOT NULL,
        street text NOT NULL,
        community text NOT NULL,
        chain text NOT NULL,
        signer text,
        signature text,
        stored_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (origin_id, seq)
      );
      CREATE INDEX log_entry_corrections ON log_entry (record, version) WHERE version > 1;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE log_entry; DROP TABLE origin; DROP TABLE certificate');
  }
}
