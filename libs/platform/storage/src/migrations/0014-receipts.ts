import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is known of how far each log got, and what the tiers hold back. `receipt_feed` has one row: its lock is what
 * makes the order of revisions the order of commits. This node's own quarantine becomes verdicts of the tier '' by a
 * trigger at the end of the transaction: every writer of quarantine is heard, and the lock is taken last.
 */
export class Receipts1700000000014 implements MigrationInterface {
  readonly name = 'Receipts1700000000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE receipt_feed (
        feed uuid PRIMARY KEY,
        revision bigint NOT NULL DEFAULT 0
      );
      CREATE TABLE receipt (
        origin_id integer NOT NULL REFERENCES origin,
        tier text COLLATE "C" NOT NULL,
        seq bigint NOT NULL,
        chain text NOT NULL,
        at text COLLATE "C" NOT NULL,
        signer text,
        signature text,
        revision bigint NOT NULL,
        PRIMARY KEY (origin_id, tier)
      ) WITH (fillfactor = 70);
      CREATE INDEX receipt_revision ON receipt (revision);
      CREATE TABLE verdict (
        origin_id integer NOT NULL REFERENCES origin,
        seq bigint NOT NULL,
        tier text COLLATE "C" NOT NULL,
        record uuid,
        code text NOT NULL,
        zh text NOT NULL,
        en text NOT NULL,
        withdrawn boolean NOT NULL,
        revision bigint NOT NULL,
        PRIMARY KEY (origin_id, seq, tier)
      );
      CREATE INDEX verdict_revision ON verdict (revision);
      INSERT INTO verdict (origin_id, seq, tier, record, code, zh, en, withdrawn, revision)
        SELECT origin_id, seq, '', record, code, coalesce(faults->0->'message'->>'zh', code),
          coalesce(faults->0->'message'->>'en', code), false, row_number() OVER () FROM quarantine;
      INSERT INTO receipt_feed (feed, revision) SELECT gen_random_uuid(), count(*) FROM verdict;
    `);
    await runner.query(TRIGGER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER quarantine_verdict ON quarantine;
      DROP FUNCTION quarantine_verdict;
      DROP TABLE verdict; DROP TABLE receipt; DROP TABLE receipt_feed;
    `);
  }
}

/** Looks at what is in quarantine when the transaction ends, so that a row taken out and put back is one change. */
const TRIGGER = `
  CREATE FUNCTION quarantine_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    place record;
    held quarantine%ROWTYPE;
    next_revision bigint;
  BEGIN
    IF TG_OP = 'DELETE' THEN place := OLD; ELSE place := NEW; END IF;
    UPDATE receipt_feed SET revision = revision + 1 RETURNING revision INTO next_revision;
    SELECT * INTO held FROM quarantine WHERE origin_id = place.origin_id AND seq = place.seq;
    IF FOUND THEN
      INSERT INTO verdict VALUES (held.origin_id, held.seq, '', held.record, held.code,
        coalesce(held.faults->0->'message'->>'zh', held.code), coalesce(held.faults->0->'message'->>'en', held.code),
        false, next_revision)
      ON CONFLICT (origin_id, seq, tier) DO UPDATE SET record = excluded.record, code = excluded.code,
        zh = excluded.zh, en = excluded.en, withdrawn = false, revision = excluded.revision;
    ELSE
      UPDATE verdict SET withdrawn = true, revision = next_revision
      WHERE origin_id = place.origin_id AND seq = place.seq AND tier = '';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER quarantine_verdict AFTER INSERT OR UPDATE OR DELETE ON quarantine
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION quarantine_verdict();
`;
