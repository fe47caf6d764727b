import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which record a record says something of: a step names its request, whose state follows from its steps. Set by a trigger, so that
 * no writer forgets it, a process of the version before that still runs beside included.
 */
export class RecordFeeds1700000000037 implements MigrationInterface {
  readonly name = 'RecordFeeds1700000000037';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE record ADD COLUMN feeds uuid;
      CREATE FUNCTION record_feeds() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        SELECT substring(l.city FROM '"request":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')::uuid INTO NEW.feeds
        FROM log_entry l WHERE l.origin_id = NEW.origin_id AND l.seq = NEW.seq;
        RETURN NEW;
      END $$;
      CREATE TRIGGER record_feeds BEFORE INSERT OR UPDATE OF origin_id, seq ON record
        FOR EACH ROW WHEN (NEW.type = 'request-step') EXECUTE FUNCTION record_feeds();
      UPDATE record SET seq = seq WHERE type = 'request-step';
      CREATE INDEX record_feeding ON record (feeds) WHERE feeds IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER record_feeds ON record;
      DROP FUNCTION record_feeds;
      ALTER TABLE record DROP COLUMN feeds;
    `);
  }
}
