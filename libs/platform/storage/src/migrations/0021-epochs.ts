import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Both ends of a log that has parted are kept: the one held here is the log itself, the other one is `fork`, as it came.
 * `epoch_opening` keeps what an operator decided.
 */
export class Epochs1700000000021 implements MigrationInterface {
  readonly name = 'Epochs1700000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE link ADD COLUMN silent boolean NOT NULL DEFAULT false;
      ALTER TABLE origin ADD COLUMN abandoned_after bigint;
      CREATE TABLE fork (
        origin_id integer NOT NULL REFERENCES origin,
        seq bigint NOT NULL,
        chain text NOT NULL,
        signer text NOT NULL,
        signature text NOT NULL,
        sender text NOT NULL,
        common_seq bigint,
        held_seq bigint NOT NULL,
        held_chain text NOT NULL,
        held_signer text,
        held_signature text,
        segment text NOT NULL,
        found_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (origin_id, seq, chain)
      );
      CREATE TABLE epoch_opening (
        origin text COLLATE "C" NOT NULL,
        epoch integer NOT NULL,
        reason text NOT NULL,
        decided_by text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT now(),
        records integer NOT NULL,
        closed jsonb NOT NULL,
        PRIMARY KEY (origin, epoch)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE epoch_opening; DROP TABLE fork;
      ALTER TABLE origin DROP COLUMN abandoned_after;
      ALTER TABLE link DROP COLUMN silent;
    `);
  }
}
