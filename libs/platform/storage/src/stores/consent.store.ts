import type { Sql } from '../database.js';

export interface ConsentRow {
  readonly id: string;
  readonly action: string;
  readonly subject: object;
  readonly askedBy: string;
  readonly account: string;
  readonly askedAt: Date;
  readonly until: Date;
}

const COLUMNS = 'id, action, subject, asked_by AS "askedBy", account, asked_at AS "askedAt", until';

/** Keeps what was asked first; what was asked too long ago is asked anew. */
export async function askConsent(
  sql: Sql,
  consent: Omit<ConsentRow, 'askedAt'>,
  digest: string,
): Promise<ConsentRow> {
  const rows: ConsentRow[] = await sql.query(
    `INSERT INTO consent AS held (id, action, subject, digest, asked_by, account, until) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (digest) DO UPDATE SET
       id = CASE WHEN held.until > now() THEN held.id ELSE excluded.id END,
       asked_by = CASE WHEN held.until > now() THEN held.asked_by ELSE excluded.asked_by END,
       account = CASE WHEN held.until > now() THEN held.account ELSE excluded.account END,
       asked_at = CASE WHEN held.until > now() THEN held.asked_at ELSE now() END,
       until = CASE WHEN held.until > now() THEN held.until ELSE excluded.until END
     RETURNING ${COLUMNS}`,
    [
      consent.id,
      consent.action,
      JSON.stringify(consent.subject),
      digest,
      consent.askedBy,
      consent.account,
      consent.until,
    ],
  );
  const [row] = rows;
  if (!row) throw new TypeError('what was asked is kept');
  return row;
}

/** Takes what another person has asked for: once, and by one of those who ask at the same time. */
export async function takeConsent(sql: Sql, digest: string, account: string): Promise<boolean> {
  const rows: [unknown[], number] = await sql.query(
    'DELETE FROM consent WHERE digest = $1 AND account <> $2 AND until > now() RETURNING id',
    [digest, account],
  );
  return rows[1] > 0;
}

/** The newest first; what was asked too long ago is gone. */
export function openConsents(sql: Sql, limit: number): Promise<ConsentRow[]> {
  return sql.query(`SELECT ${COLUMNS} FROM consent WHERE until > now() ORDER BY asked_at DESC LIMIT $1`, [
    limit,
  ]);
}

export async function withdrawConsent(sql: Sql, id: string): Promise<boolean> {
  const rows: [unknown[], number] = await sql.query('DELETE FROM consent WHERE id = $1 RETURNING id', [id]);
  return rows[1] > 0;
}
