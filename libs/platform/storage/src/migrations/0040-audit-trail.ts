import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people did at this node, chained and signed. The database itself refuses to change or to remove an entry, and to move the
 * head back; whoever switches the triggers off is found by the chain. `at` is a text since it is hashed as it stands.
 */
export class AuditTrail1700000000040 implements MigrationInterface {
  readonly name = 'AuditTrail1700000000040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entry (
        seq bigint PRIMARY KEY,
        at text COLLATE "C" NOT NULL,
        who text NOT NULL,
        roles text[] NOT NULL,
        caller_unit text,
        action text NOT NULL,
        subject_type text,
        subject_ids text[] NOT NULL,
        unit text COLLATE "C" NOT NULL,
        purpose text,
        outcome text NOT NULL CHECK (outcome IN ('done', 'refused')),
        code text,
        address text,
        details text NOT NULL,
        chain text NOT NULL,
        signer text,
        signature text
      );
      CREATE INDEX audit_entry_who ON audit_entry (who, seq);
      CREATE INDEX audit_entry_action ON audit_entry (action, seq);
      CREATE INDEX audit_entry_unit ON audit_entry (unit, seq);
      CREATE INDEX audit_entry_at ON audit_entry (at);
      CREATE INDEX audit_entry_subjects ON audit_entry USING gin (subject_ids);

      CREATE TABLE audit_head (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        seq bigint NOT NULL DEFAULT 0,
        chain text NOT NULL DEFAULT '',
        signer text,
        signature text
      );
      INSERT INTO audit_head DEFAULT VALUES;

      CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_entry_stays_whole BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON audit_head
        FOR EACH ROW WHEN (NEW.seq <= OLD.seq) EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER audit_head_stays_whole BEFORE TRUNCATE ON audit_head
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_head; DROP TABLE audit_entry');
  }
}
