import type { PermissionCode } from '#core/access';
import type { Sql } from '../database.js';
import { accountColumns, type AccountRow } from './account.store.js';

export interface AccountTokenRow {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly permissions: readonly PermissionCode[];
  readonly unit: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

const COLUMNS = `id, account, name, permissions, unit, created_at AS "createdAt", expires_at AS "expiresAt", used_at AS "usedAt"`;

/** False where the account has as many as it may have. */
export async function insertAccountToken(
  sql: Sql,
  token: Pick<AccountTokenRow, 'id' | 'account' | 'name' | 'permissions' | 'unit' | 'expiresAt'>,
  digest: string,
  max: number,
): Promise<boolean> {
  const rows: unknown[] = await sql.query(
    `INSERT INTO account_token (id, account, name, digest, permissions, unit, expires_at)
     SELECT $1, $2, $3, $4, $5, $6, $7
     WHERE (SELECT count(*) FROM account_token WHERE account = $2 AND expires_at > now()) < $8 RETURNING id`,
    [token.id, token.account, token.name, digest, token.permissions, token.unit, token.expiresAt, max],
  );
  return rows.length > 0;
}

/** A token that has not expired, with its account where that is not disabled. */
export async function findAccountToken(
  sql: Sql,
  digest: string,
): Promise<{ readonly token: AccountTokenRow; readonly account: AccountRow } | undefined> {
  const tokens: AccountTokenRow[] = await sql.query(
    `SELECT ${COLUMNS} FROM account_token WHERE digest = $1 AND expires_at > now()`,
    [digest],
  );
  const [token] = tokens;
  if (!token) return undefined;
  const accounts: AccountRow[] = await sql.query(
    `SELECT ${accountColumns('account')} FROM account WHERE id = $1 AND NOT disabled`,
    [token.account],
  );
  return accounts[0] && { token, account: accounts[0] };
}

export function accountTokensOf(sql: Sql, account: string, limit: number): Promise<AccountTokenRow[]> {
  return sql.query(
    `SELECT ${COLUMNS} FROM account_token WHERE account = $1 AND expires_at > now() ORDER BY created_at DESC LIMIT $2`,
    [account, limit],
  );
}

export async function touchAccountToken(sql: Sql, id: string): Promise<void> {
  await sql.query('UPDATE account_token SET used_at = now() WHERE id = $1', [id]);
}

/** False where the account has no such token. */
export async function endAccountToken(sql: Sql, account: string, id: string): Promise<boolean> {
  const rows: [unknown[], number] = await sql.query(
    'DELETE FROM account_token WHERE account = $1 AND id = $2 RETURNING id',
    [account, id],
  );
  return rows[1] > 0;
}

export async function endAccountTokens(sql: Sql, account: string): Promise<void> {
  await sql.query('DELETE FROM account_token WHERE account = $1', [account]);
}
