import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An instant as an entry's header writes it. Looked for as text: a damaged header need not be JSON any more. */
const RECORDED_AT = '"recordedAt":"(\\d{4}-[01]\\d-[0-3]\\dT[0-2]\\d:[0-5]\\d:[0-5]\\d\\.\\d{3}Z)"';

/** When a record was first recorded stands in the header of its version 1. Where that is lost, its storing has to do. */
export class FirstRecorded1700000000028 implements MigrationInterface {
  readonly name = 'FirstRecorded1700000000028';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE record ADD COLUMN first_recorded_at timestamptz');
    await runner.query(
      `UPDATE record SET first_recorded_at = coalesce(substring(l.header FROM $1)::timestamptz, l.stored_at)
       FROM log_entry l WHERE l.origin_id = record.first_origin_id AND l.seq = record.first_seq`,
      [RECORDED_AT],
    );
    await runner.query(`
      UPDATE record SET first_recorded_at = l.stored_at FROM log_entry l
      WHERE first_recorded_at IS NULL AND l.origin_id = record.origin_id AND l.seq = record.seq;
      UPDATE record SET first_recorded_at = now() WHERE first_recorded_at IS NULL;
      ALTER TABLE record ALTER COLUMN first_recorded_at SET NOT NULL, ALTER COLUMN first_recorded_at SET DEFAULT now();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE record DROP COLUMN first_recorded_at');
  }
}
