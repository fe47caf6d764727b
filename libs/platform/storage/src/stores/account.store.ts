import type { Role } from '#core/access';
import type { Sql } from '../database.js';

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly unit: string;
  readonly passwordHash: string | null;
  readonly mustChange: boolean;
  readonly disabled: boolean;
  readonly factorSecret: Buffer | null;
  readonly factorConfirmed: boolean;
  readonly subject: string | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly passwordAt: Date;
  readonly signedInAt: Date | null;
}

/** Of the table `account`, under its own name or another one. */
export const accountColumns = (table: string): string =>
  `${table}.id, ${table}.name, ${table}.display_name AS "displayName", ${table}.roles, ${table}.unit,
   ${table}.password_hash AS "passwordHash", ${table}.must_change AND ${table}.password_hash IS NOT NULL AS "mustChange", ${table}.disabled,
   ${table}.factor_secret AS "factorSecret", ${table}.factor_confirmed AS "factorConfirmed", ${table}.subject,
   ${table}.created_by AS "createdBy", ${table}.created_at AS "createdAt", ${table}.password_at AS "passwordAt",
   ${table}.signed_in_at AS "signedInAt"`;

const COLUMNS = accountColumns('account');

/** False where the name or the subject is taken. */
export async function insertAccount(
  sql: Sql,
  account: Pick<
    AccountRow,
    'id' | 'name' | 'displayName' | 'roles' | 'unit' | 'passwordHash' | 'subject' | 'createdBy'
  >,
): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `INSERT INTO account (id, name, display_name, roles, unit, password_hash, subject, created_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
    [
      account.id,
      account.name,
      account.displayName,
      account.roles,
      account.unit,
      account.passwordHash,
      account.subject,
      account.createdBy,
    ],
  );
  return rows.length > 0;
}

export async function findAccount(sql: Sql, id: string): Promise<AccountRow | undefined> {
  const rows: AccountRow[] = await sql.query(`SELECT ${COLUMNS} FROM account WHERE id = $1`, [id]);
  return rows[0];
}

export async function findAccountNamed(sql: Sql, name: string): Promise<AccountRow | undefined> {
  const rows: AccountRow[] = await sql.query(`SELECT ${COLUMNS} FROM account WHERE name = $1`, [name]);
  return rows[0];
}

export async function findAccountOfSubject(sql: Sql, subject: string): Promise<AccountRow | undefined> {
  const rows: AccountRow[] = await sql.query(`SELECT ${COLUMNS} FROM account WHERE subject = $1`, [subject]);
  return rows[0];
}

/** Accounts of a subtree in the order of their names, behind one of them. */
export function listAccounts(sql: Sql, unit: string, after: string, limit: number): Promise<AccountRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM account WHERE unit >= $1 AND unit < $2 AND name > $3 ORDER BY name LIMIT $4`,
    [unit, `${unit}~`, after, limit],
  );
}

/** What an administrator may change; what is left out stays. False where the subject is somebody else's. */
export async function changeAccount(
  sql: Sql,
  id: string,
  change: Partial<Pick<AccountRow, 'displayName' | 'roles' | 'unit' | 'disabled' | 'subject'>>,
): Promise<boolean> {
  const rows: [unknown[], number] = await sql.query(
    `UPDATE account SET display_name = coalesce($2, display_name), roles = coalesce($3, roles), unit = coalesce($4, unit),
       disabled = coalesce($5, disabled), subject = CASE WHEN $6 THEN $7 ELSE subject END
     WHERE id = $1 AND NOT EXISTS (SELECT FROM account other WHERE other.subject = $7 AND other.id <> $1) RETURNING id`,
    [
      id,
      change.displayName ?? null,
      change.roles ?? null,
      change.unit ?? null,
      change.disabled ?? null,
      change.subject !== undefined,
      change.subject ?? null,
    ],
  );
  return rows[1] > 0;
}

export async function setPassword(sql: Sql, id: string, hash: string, mustChange: boolean): Promise<void> {
  await sql.query(
    'UPDATE account SET password_hash = $2, must_change = $3, password_at = now() WHERE id = $1',
    [id, hash, mustChange],
  );
}

/** Begins a second factor that is not asked for yet, or takes it away. */
export async function setFactor(sql: Sql, id: string, secret: Buffer | null): Promise<void> {
  await sql.query(
    'UPDATE account SET factor_secret = $2, factor_confirmed = false, factor_step = 0 WHERE id = $1',
    [id, secret],
  );
}

/** Takes the code of a span of time; false where that or a later one was taken before. */
export async function takeFactorStep(sql: Sql, id: string, step: number): Promise<boolean> {
  const rows: [unknown[], number] = await sql.query(
    'UPDATE account SET factor_step = $2, factor_confirmed = true WHERE id = $1 AND factor_step < $2 RETURNING id',
    [id, step],
  );
  return rows[1] > 0;
}

export async function noteSignedIn(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE account SET signed_in_at = now() WHERE id = $1', [id]);
}
