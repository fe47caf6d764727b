import type { Sql } from '../database.js';
import { column, columnText } from './column-text.js';

/** Which warning, about which version of a record. */
export interface WarningPlace {
  readonly record: string;
  readonly version: number;
  readonly code: string;
  readonly field: string;
}

export interface AcknowledgementRow extends WarningPlace {
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

const COLUMNS = 'record, version, code, field, reason, acknowledged_by AS "by", acknowledged_at AS "at"';

/** Keeps the first one: whoever looks again changes nothing. */
export async function putAcknowledgement(
  sql: Sql,
  { record, version, code, field, reason, by }: Omit<AcknowledgementRow, 'at'>,
): Promise<AcknowledgementRow> {
  await sql.query(
    `INSERT INTO warning_acknowledgement (record, version, code, field, reason, acknowledged_by)
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [record, version, code, field, reason, by],
  );
  const [row]: AcknowledgementRow[] = await sql.query(
    `SELECT ${COLUMNS} FROM warning_acknowledgement
     WHERE record = $1 AND version = $2 AND code = $3 AND field = $4`,
    [record, version, code, field],
  );
  if (!row) throw new TypeError('an acknowledgement stays');
  return row;
}

export async function acknowledgementsOf(
  sql: Sql,
  records: readonly string[],
): Promise<AcknowledgementRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM warning_acknowledgement WHERE record = ANY (${column(1, 'uuid')})`,
    [columnText(records)],
  );
}
